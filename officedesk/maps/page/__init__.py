"""The map as a web page: built by folium without any data in it, and what is said between it and the program."""

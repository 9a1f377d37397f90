"""How much goes into one transaction follows how long the last one took."""

from officedesk.services.mapping.pace import HOLD, Pace


def test_a_transaction_that_took_long_is_followed_by_a_smaller_one() -> None:
    pace = Pace(400, 20, 1_000)
    pace.took(HOLD * 1.25, 400)
    assert pace.size == 320
    pace.took(HOLD * 100, 320)
    assert pace.size == 160


def test_a_full_transaction_that_was_fast_is_followed_by_a_larger_one_up_to_the_most() -> None:
    pace = Pace(400, 20, 1_000)
    pace.took(0.0, 400)
    assert pace.size == 800
    pace.took(HOLD / 2, 900)
    assert pace.size == 1_000


def test_a_few_that_were_fast_say_nothing_about_many() -> None:
    pace = Pace(400, 20, 1_000)
    pace.took(HOLD / 10, 3)
    assert pace.size == 400


def test_a_few_that_took_long_say_that_many_would_take_longer() -> None:
    pace = Pace(30, 20, 1_000)
    pace.took(HOLD * 2, 3)
    assert pace.size == 20

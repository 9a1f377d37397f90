#!/bin/bash
# First process of a guest kernel: network up, share mounted as its kernel arguments say, job run, power off.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/run/home LANG=C.UTF-8
mount -t proc proc /proc && mount -t sysfs sys /sys && mount -t tmpfs tmp /run
mount -t devtmpfs dev /dev 2>/dev/null
for word in $(cat /proc/cmdline); do
  case "$word" in who=*|net=*|room=*) export "${word%%=*}=${word#*=}";; esac
done
mkdir -p /run/home /run/share
hostname "$who"
# The root is this machine's own, read-only; only the room of the rig can be written to.
mount -t hostfs none "$room/out" -o "$room/out"
exec > "$room/out/$who.log" 2>&1
ip link set lo up
link=$(basename "$(ls -d /sys/class/net/vec0 /sys/class/net/eth0 2>/dev/null | head -1)")
ip link set "$link" up && ip addr add "10.98.$net.2/30" dev "$link"
echo "$room/modprobe" > /proc/sys/kernel/modprobe
. "$room/out/$who.settings"
for module in $MODULES; do busybox modprobe "$module" 2>/dev/null; done
if [ -n "$MOUNT" ]; then
  eval "$MOUNT" || { echo "the share could not be mounted"; busybox poweroff -f; }
fi
grep -E ' /run/share ' /proc/self/mountinfo
eval "$JOB"
echo "job ended with $?"
cd / && umount /run/share 2>/dev/null
sync
busybox poweroff -f

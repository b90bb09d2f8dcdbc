#!/bin/bash
# Stands in for ffmpeg on a camera: plays a clip of $SOAK_FOLDER as live as a camera is, or fails
# as the word in $SOAK_FOLDER/mode says (good, frozen, black, busy, gone).
mode=$(cat "$SOAK_FOLDER/mode")
case $mode in
  busy) echo '[v4l2 @ 0x1] [error] ioctl(VIDIOC_STREAMON): Device or resource busy' >&2; exit 1 ;;
  gone) echo '[v4l2 @ 0x1] [error] Cannot open video device: No such file or directory' >&2; exit 1 ;;
esac
outputs=()
for ((i = 1; i <= $#; i++)); do
  if [ "${!i}" = -i ]; then outputs=("${@:i+2}"); break; fi
done
exec ffmpeg -hide_banner -nostdin -nostats -loglevel level+error -threads 1 \
  -re -stream_loop -1 -i "$SOAK_FOLDER/$mode.avi" "${outputs[@]}"

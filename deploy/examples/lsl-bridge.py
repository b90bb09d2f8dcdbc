#!/usr/bin/env python3
"""Streams what ekspresi sees into the Lab Streaming Layer (pip install pylsl).

Usage: EKSPRESI_TOKEN=ekspresi_... lsl-bridge.py http://127.0.0.1:8080

One outlet, `ekspresi`, with a sample for each face in each frame: the number of the face, its
seven expressions, valence, whether the head is turned to the screen (1, 0, or NaN while unknown)
and the kiosk's own time in seconds. Samples carry the time at which they arrive here.
"""
import json, math, os, sys, time, urllib.error, urllib.request

import pylsl

EXPRESSIONS = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
CHANNELS = ["face", *EXPRESSIONS, "valence", "looking", "captured"]


def outlet():
    info = pylsl.StreamInfo("ekspresi", "Expressions", len(CHANNELS), pylsl.IRREGULAR_RATE, "double64", sys.argv[1])
    channels = info.desc().append_child("channels")
    for label in CHANNELS:
        channels.append_child("channel").append_child_value("label", label)
    return pylsl.StreamOutlet(info)


def events(url):
    token = os.environ.get("EKSPRESI_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(url.rstrip("/") + "/api/v1/live/events", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as stream:
        for line in stream:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])


def sample(face, captured_at_ms):
    looking = face["looking"]
    return [
        face["trackId"],
        *face["smoothed"],
        face["valence"],
        math.nan if looking is None else float(looking),
        captured_at_ms / 1000,
    ]


def main():
    stream = outlet()
    while True:
        try:
            for frame in events(sys.argv[1]):
                now = pylsl.local_clock()
                for face in frame["faces"]:
                    stream.push_sample(sample(face, frame["capturedAtMs"]), now)
        except urllib.error.HTTPError as error:
            if error.code in (401, 403):
                sys.exit(f"the kiosk refuses the token ({error.code})")
        except OSError:
            pass
        time.sleep(2)


main()

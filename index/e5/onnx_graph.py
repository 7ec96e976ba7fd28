"""Writes ONNX models: the few messages of onnx.proto3 that a network without branches needs.

The weights stay outside, beside the message, so that a model is some kilobytes; whoever runs it
hands them over under their names. Writing it here spares the package onnx at run time and a
model file that nobody can read in the repository.
"""

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

MICROSOFT: Final = "com.microsoft"
"""Domain of the operators that onnxruntime adds to those of ONNX."""

_IR_VERSION: Final = 8
_OPERATORS: Final = {"": 17, MICROSOFT: 1}
_FLOAT: Final = 1
_TYPES: Final = {"float32": _FLOAT, "uint8": 2, "int8": 3}

_Attribute = int | float | Sequence[int]


class Graph:
    """A network in the making: nodes in the order in which they run, and the weights they use.

    Attributes:
        weights: Name → numbers of 32 bits or unsigned ones of 8.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.weights: dict[str, NDArray[np.generic]] = {}
        self._nodes: list[bytes] = []
        self._names = 0

    def weight(self, numbers: NDArray[np.generic]) -> str:
        """Keep numbers and return their name."""
        name = self._name()
        self.weights[name] = np.ascontiguousarray(numbers)
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: _Attribute) -> str:
        """Append an operator and return the name of its output; an absent input is ""."""
        return self.nodes(operator, *inputs, outputs=1, domain=domain, **attributes)[0]

    def nodes(
        self,
        operator: str,
        *inputs: str,
        outputs: int,
        domain: str = "",
        **attributes: _Attribute,
    ) -> list[str]:
        """Append an operator with several outputs and return their names."""
        names = [self._name() for _ in range(outputs)]
        self._nodes.append(
            b"".join(
                [
                    *(_text(1, name) for name in inputs),
                    *(_text(2, name) for name in names),
                    _text(4, operator),
                    *(_message(5, _attribute(name, value)) for name, value in attributes.items()),
                    _text(7, domain),
                ]
            )
        )
        return names

    def model(self, *, source: str, result: str, dimensions: int) -> bytes:
        """Return the model as a message.

        Args:
            source: Name of the input, shape (1, any length, dimensions).
            result: Name of the output, of the same shape.
            dimensions: Length of a vector.
        """
        graph = [
            *(_message(1, node) for node in self._nodes),
            _text(2, "encoder"),
            *(_message(5, _outside(name, kept)) for name, kept in self.weights.items()),
            _message(11, _sequence(source, dimensions)),
            _message(12, _sequence(result, dimensions)),
        ]
        operators = [_text(1, domain) + _number(2, v) for domain, v in _OPERATORS.items()]
        return b"".join(
            [
                _number(1, _IR_VERSION),
                _message(7, b"".join(graph)),
                *(_message(8, operator_set) for operator_set in operators),
            ]
        )

    def _name(self) -> str:
        self._names += 1
        return f"n{self._names}"


def _attribute(name: str, value: _Attribute) -> bytes:
    match value:
        case int():
            return _text(1, name) + _number(3, value) + _number(20, 2)
        case float():
            return _text(1, name) + _key(2, 5) + struct.pack("<f", value) + _number(20, 1)
        case _:
            numbers = b"".join(_number(8, number) for number in value)
            return _text(1, name) + numbers + _number(20, 7)


def _outside(name: str, kept: NDArray[np.generic]) -> bytes:
    """Return a tensor whose numbers are elsewhere; the place is a formality."""
    return b"".join(
        [
            *(_number(1, length) for length in kept.shape),
            _number(2, _TYPES[kept.dtype.name]),
            _text(8, name),
            _message(13, _text(1, "location") + _text(2, "handed over")),
            _number(14, 1),
        ]
    )


def _sequence(name: str, dimensions: int) -> bytes:
    lengths = _number(1, 1), _text(2, "length"), _number(1, dimensions)
    shape = b"".join(_message(1, length) for length in lengths)
    return _text(1, name) + _message(2, _message(1, _number(1, _FLOAT) + _message(2, shape)))


def _text(field: int, text: str) -> bytes:
    return _message(field, text.encode())


def _message(field: int, content: bytes) -> bytes:
    return _key(field, 2) + _varint(len(content)) + content


def _number(field: int, number: int) -> bytes:
    return _key(field, 0) + _varint(number % 2**64)


def _key(field: int, wire_type: int) -> bytes:
    return _varint(field << 3 | wire_type)


def _varint(number: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first."""
    groups = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - seven bits
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)

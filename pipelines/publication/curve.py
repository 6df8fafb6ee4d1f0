"""Whether 64 hex digits are a public key that somebody can hold the other half of (Ed25519, RFC 8032, section 5.1)."""

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493  # how many points there are that a key can be
_D = -121665 * pow(121666, -1, _P) % _P
Point = tuple[int, int, int, int]
_NOWHERE: Point = (0, 1, 1, 0)


def is_public_key(text: str) -> bool:
    """A point of the curve, written in the one agreed way, and of the large group: with another one anybody could sign, or nobody."""
    try:
        point = _point(bytes.fromhex(text))
    except ValueError:
        return False
    return not _same(point, _NOWHERE) and _same(_times(_L, point), _NOWHERE)


def _point(raw: bytes) -> Point:
    if len(raw) != 32:
        raise ValueError("a public key has 32 bytes")
    said = int.from_bytes(raw, "little")
    y, odd = said & ((1 << 255) - 1), said >> 255
    if y >= _P:
        raise ValueError("not written in the agreed way")
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and odd):
        raise ValueError("no point of the curve")
    x = x if x & 1 == odd else _P - x
    return x, y, 1, x * y % _P


def _times(count: int, point: Point) -> Point:
    found = _NOWHERE
    while count:
        if count & 1:
            found = _added(found, point)
        point, count = _added(point, point), count >> 1
    return found


def _added(one: Point, other: Point) -> Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % _P, (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _same(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % _P == 0 and (one[1] * other[2] - other[1] * one[2]) % _P == 0

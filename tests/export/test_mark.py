"""The mark beside the drawing it was made after."""

import base64
import struct

from support.browsing import Reader
from support.building import ROOT

from site_builder.export.mark import mark

DIFFERENCE = """
async ([one, other]) => {
  const channels = async address => {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const context = new OffscreenCanvas(48, 48).getContext('2d');
    context.drawImage(picture, 0, 0, 48, 48);
    return context.getImageData(0, 0, 48, 48).data;
  };
  const [first, second] = [await channels(one), await channels(other)];
  return first.reduce((sum, value, place) => sum + Math.abs(value - second[place]), 0) / first.length;
}
"""
"""Mean difference of two pictures, of 255."""


def address(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def test_the_mark_looks_as_the_icon_of_the_site(open_page: Reader) -> None:
    icon = (ROOT / "templates/assets/favicon.svg").read_bytes()
    page = open_page("about:blank").page
    drawn = address("image/png", mark(48))
    assert page.evaluate(DIFFERENCE, [address("image/svg+xml", icon), drawn]) < 3
    empty = icon.replace(b"<path", b"<g").replace(b'2.2"/>', b'2.2"></g>')
    assert page.evaluate(DIFFERENCE, [address("image/svg+xml", empty), drawn]) > 10


def test_the_mark_has_the_size_asked_for() -> None:
    assert struct.unpack(">2I", mark(48)[16:24]) == (48, 48)
    assert struct.unpack(">2I", mark(7)[16:24]) == (7, 7)

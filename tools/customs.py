"""Write down what babel says of the languages readers are likely to meet: site_builder/render/customs.json.

Loading babel's data of a language takes as long as rendering a hundred pages. Run it again for a new version of babel
or after a change in site_builder/render/interface.py; tests/render/test_interface.py says when that is due.

    python tools/customs.py
"""

from __future__ import annotations

from site_builder.render import interface

LANGUAGES = (
    "af am ar as az ba be bg bn bo br bs ca ceb ckb cs cy da de dv el en eo es et eu fa fi fil fo fr fy ga gd gl gu ha he"
    " hi hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn no oc om"
    " or pa pl ps pt pt-BR pt-PT ro ru rw sa sd si sk sl sn so sq sr sr-Cyrl sr-Latn st su sv sw ta te tg th ti tk tl tr tt"
    " ug uk ur uz vi wo xh yi yo zh zh-Hans zh-Hant zu"
)
SCRIPTS = "Arab Beng Cyrl Deva Ethi Hebr Latn"
"""Those that several languages share; only they are named."""

if __name__ == "__main__":
    interface.ship(LANGUAGES.split(), SCRIPTS.split())

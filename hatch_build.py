"""The compiled wheel: the same sources, those of them that a first build spends its time in compiled by mypyc as well.

Off unless HATCH_BUILD_HOOK_ENABLE_CUSTOM is set: any other wheel is pure Python and needs no compiler. Nothing is left
in the source tree. Takes a minute, of which gcc has most; needs a C compiler and Python's headers.

The plugin hatch-mypyc is not used: it leaves what it compiles beside the sources, where Python would take it for them
after the next edit, and moves pyproject.toml away meanwhile.
"""

from __future__ import annotations

import ast
import contextlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from mypyc.build import mypycify
from setuptools import Distribution
from setuptools.command.build_ext import build_ext


class Compiled(BuildHookInterface[Any]):
    """Adds the extension modules to the wheel; the sources stay in it, for tracebacks and as what Python falls back to."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the modules that pyproject.toml lists."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        sources = folder / "sources"
        shutil.copytree(Path(self.root, "site_builder"), sources / "site_builder")
        modules = [f"site_builder/{name}.py" for name in self.config["modules"]]
        for module in modules:
            file = sources / module
            file.write_text(with_constants(file.read_text("utf-8")), "utf-8")
        # No settings of ours: what `make check` holds needs libraries that are not there where wheels are built.
        options = ["--config-file=", "--ignore-missing-imports", f"--cache-dir={os.devnull}"]
        with contextlib.chdir(sources):
            extensions = mypycify(
                [*options, *modules],
                opt_level="2",
                debug_level="0",
                multi_file=True,
                target_dir=os.fspath(folder / "c"),
            )
        compiled = folder / "compiled"
        command = _InParallel(Distribution({"name": "site_builder", "ext_modules": extensions}))
        command.build_lib, command.build_temp = os.fspath(compiled), os.fspath(folder / "objects")
        command.ensure_finalized()
        command.run()
        build_data.update(pure_python=False, infer_tag=True)
        for file in compiled.rglob("*"):
            if file.is_file():
                build_data["force_include"][os.fspath(file)] = file.relative_to(compiled).as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled: it is in the wheel."""
        del build_data, artifact_path
        if version != "editable":
            self._folder.cleanup()


def with_constants(source: str) -> str:
    """The module, with each name in capitals declared `Final`; lines keep their numbers.

    mypyc looks any other name of a module up in a dictionary, each time: a hundredth of a first build.
    """
    lines = source.split("\n")
    for node in ast.parse(source).body:
        line = node.lineno - 1
        match node:
            case ast.Assign([ast.Name(name)]) if _is_constant(name):
                lines[line] = f"{name}: Final{lines[line][len(name) :]}"
            case ast.AnnAssign(ast.Name(name), kind, value) if _is_constant(name) and value:
                lines[line] = lines[line].replace(ast.unparse(kind), f"Final[{ast.unparse(kind)}]", 1)
            case ast.ImportFrom("__future__"):
                lines[line] += "; from typing import Final"
    return "\n".join(lines)


def _is_constant(name: str) -> bool:
    return name.isupper() and name != "TYPE_CHECKING"


class _InParallel(build_ext):
    """Compiles the files of an extension on all cores: setuptools takes one after the other."""

    def build_extensions(self) -> None:
        alone = self.compiler.compile

        def compile_all(sources: Sequence[str], **options: Any) -> list[str]:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                largest_first = sorted(sources, key=os.path.getsize, reverse=True)
                made = pool.map(lambda source: alone([source], **options), largest_first)
                return [name for names in made for name in names]

        self.compiler.compile = compile_all
        super().build_extensions()

"""`shardlaw gate`: a command behind the gate behaves as it does without; processes throughout."""

# ruff: noqa: S603, S606, S607 - it is all about starting programs
from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
PLANS = yaml.safe_load((HERE / "gate.yaml").read_text("utf-8"))["plans"]
POLICY = HERE / "repository" / "gpu-count" / "0.2.0.law"
GATE = (sys.executable, "-m", "shardlaw", "gate", "good.yaml", "--policy", str(POLICY))
ODD = [b"", b"a b", b"*.yaml", b"two\nlines", b"'\"", b"$HOME `id` \\", b"\xff\xfe", b"--", b"--help", b"-"]

Words = tuple[str | bytes, ...]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("good", "wrong", "open", "broken"):
        (tmp_path / f"{name}.yaml").write_text(PLANS[name])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def gate(*words: str | bytes, **options) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*GATE, *words], capture_output=True, check=False, **options)


def python(script: str) -> Words:
    return "--", sys.executable, "-c", script


def test_words_arrive_as_they_are():
    ran = gate(*python("import os, sys; os.write(1, b'\\0'.join(map(os.fsencode, sys.argv[1:])))"), *ODD)
    assert (ran.returncode, ran.stdout.split(b"\0")) == (0, ODD)


@pytest.mark.parametrize("more", [{}, {"LC_CTYPE": "C"}, {"LC_ALL": "C"}], ids=["nothing", "LC_CTYPE", "LC_ALL"])
def test_the_environment_is_what_it_was(more: dict[str, str]):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "ODD": "a\nb", **more}
    without = subprocess.run(["env", "-0"], env=environment, capture_output=True, check=True).stdout
    ran = gate("--", "env", "-0", env=environment)
    assert sorted(ran.stdout.split(b"\0")) == sorted(without.split(b"\0"))


@pytest.mark.parametrize("code", [0, 1, 4, 130, 255])
def test_the_exit_code_is_that_of_the_command(code: int):
    assert gate("--", "sh", "-c", f"exit {code}").returncode == code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGPIPE])
def test_a_command_that_a_signal_ends_is_seen_to_end_so(number: signal.Signals):
    assert gate("--", "sh", "-c", f"kill -{number.value} $$").returncode == -number


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 7)])
def test_signals_go_to_the_command(number: signal.Signals, code: int):
    script = "trap 'exit 7' INT; echo $$; while read -r line; do :; done; exit 9"
    pipe = subprocess.PIPE
    with subprocess.Popen([*GATE, "--", "sh", "-c", script], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) == process.pid  # it took the place of shardlaw
        process.send_signal(number)
        process.communicate()
    assert process.returncode == code


def test_no_signal_is_ignored_that_was_not():
    ignored = gate("--", "grep", "SigIgn", "/proc/self/status").stdout
    assert ignored.split() == [b"SigIgn:", b"0" * 16]


def test_standard_input_and_other_files_are_the_command_s():
    reading, writing = os.pipe()
    os.write(writing, b"more")
    os.close(writing)
    ran = gate("--", "sh", "-c", f"cat - /dev/fd/{reading}", input=b"some\0", pass_fds=(reading,))
    os.close(reading)
    assert ran.stdout == b"some\0more"  # and nothing of ours


def test_the_report_goes_to_standard_error():
    ran = gate("--", "true")
    assert ran.stdout == b""
    assert ran.stderr.decode().splitlines()[-1].startswith("pass: no violation")


def test_a_terminal_stays_one():
    script = "import os; print([os.isatty(file) for file in range(3)], os.tcgetpgrp(0) == os.getpgrp(), 'end')"
    child, terminal = pty.fork()
    if child == 0:
        os.execv(GATE[0], [*GATE, *map(str, python(script))])
    said = b""
    while b"end" not in said:
        said += os.read(terminal, 4096)
    os.waitpid(child, 0)
    os.close(terminal)
    assert b"[True, True, True] True end" in said


@pytest.mark.parametrize(
    ("plans", "flags", "code"),
    [
        (["wrong.yaml"], [], 1),
        (["wrong.yaml", "*.yaml"], [], 2),
        (["broken.yaml"], [], 2),
        (["missing.yaml"], [], 2),
        (["open.yaml"], ["--inconclusive", "block"], 3),
        (["good.yaml", "wrong.yaml"], [], 1),
    ],
    ids=str,
)
def test_behind_a_gate_that_is_not_green_nothing_runs(plans: list[str], flags: list[str], code: int, folder: Path):
    words = [*GATE[:4], *plans, *GATE[5:], *flags]
    ran = subprocess.run([*words, "--", "touch", "ran"], capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, (folder / "ran").exists()) == (code, b"", False)
    assert b"error" in ran.stderr or b"inconclusive" in ran.stderr


def test_what_did_not_run_is_said():
    ran = subprocess.run([*GATE, "wrong.yaml", "--", "touch", "a b"], capture_output=True, check=False)
    assert ran.stderr.splitlines()[-1] == b"not run: touch 'a b'"


@pytest.mark.parametrize(
    ("more", "code", "last"), [([], 0, b"would run: touch 'a b'"), (["wrong.yaml"], 1, b"would not run: touch 'a b'")]
)
def test_a_dry_run_runs_nothing(more: list[str], code: int, last: bytes, folder: Path):
    ran = gate(*more, "--dry-run", "--", "touch", "a b")
    assert (ran.returncode, ran.stdout, ran.stderr.splitlines()[-1]) == (code, b"", last)
    assert not (folder / "a b").exists()


@pytest.mark.parametrize(("text", "mode"), [("#!/bin/sh\necho ran $1\n", 0o755), ("echo ran $1\n", 0o755)])
def test_a_script_is_run_as_a_shell_would(text: str, mode: int, folder: Path):
    (folder / "script").write_text(text)
    (folder / "script").chmod(mode)
    assert gate("--", "./script", "1").stdout == b"ran 1\n"


def test_a_command_that_a_shell_could_not_run_has_its_codes(folder: Path):
    (folder / "plain").write_text("#!/bin/sh\n")
    (folder / "lost").write_text("#!/no/such/interpreter\n")
    (folder / "lost").chmod(0o755)
    for name, code in (("no-such-program", 127), ("./missing", 127), ("./plain", 126), ("/", 126), ("./lost", 126)):
        ran = gate("--", name)
        assert (name, ran.returncode, ran.stdout) == (name, code, b"")
        assert b"error[C168]" in ran.stderr

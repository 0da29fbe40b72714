"""Completion scripts for bash, zsh and fish, made from what verbs and flags there are."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

from shardlaw.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Values:
    """What a word may be: one of some, a file, either, or anything."""

    words: tuple[str, ...] = ()
    files: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag with one line of help; `values` is what follows it, None where nothing does."""

    name: str
    help: str
    values: Values | None


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb with one line of help, its flags and its operands. One that `runs` takes a command after `--`."""

    name: str
    help: str
    flags: tuple[Flag, ...]
    operands: Values
    runs: bool


def bash(verbs: Sequence[Verb]) -> str:
    """For bash 3.2 and newer, with or without the package bash-completion."""
    cases = "".join(_bash_verb(verb) for verb in verbs)
    running = "|".join(verb.name for verb in verbs if verb.runs)
    names = " ".join(verb.name for verb in verbs)
    return f"""\
# Completes shardlaw in bash.
_shardlaw_words() {{ COMPREPLY+=($(compgen -W "$1" -- "$current")); }}
_shardlaw_files() {{
    compopt -o filenames 2>/dev/null
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -f -- "$current"))
}}
_shardlaw() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} verb=${{COMP_WORDS[1]}} at=$((COMP_CWORD - 1)) place
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        case $current in
        -*) _shardlaw_words "--help --version" ;;
        *) _shardlaw_words "{names}" ;;
        esac
        return
    fi
    case $verb in {running})
        for ((place = 2; place < COMP_CWORD; place++)); do
            [[ ${{COMP_WORDS[place]}} == -- ]] || continue
            if declare -F _command_offset >/dev/null; then
                _command_offset $((place + 1))
            elif ((COMP_CWORD == place + 1)); then
                COMPREPLY=($(compgen -c -- "$current"))
            else
                _shardlaw_files
            fi
            return
        done
    esac
    # bash takes --flag=value for three words.
    [[ $current == = ]] && current=
    [[ ${{COMP_WORDS[at]}} == = ]] && ((at--))
    case $verb,${{COMP_WORDS[at]}} in
{cases}    esac
}}
complete -F _shardlaw shardlaw
"""


def _bash_verb(verb: Verb) -> str:
    lines = [f"    {verb.name},{flag.name}) {_bash_values(flag.values)} ;;" for flag in verb.flags if flag.values]
    flags = shlex.quote(" ".join(flag.name for flag in verb.flags))
    lines += [
        f"    {verb.name},*)",
        "        case $current in",
        f"        -*) _shardlaw_words {flags} ;;",
        f"        *) {_bash_values(verb.operands)} ;;",
        "        esac ;;",
    ]
    return "".join(f"{line}\n" for line in lines)


def _bash_values(values: Values) -> str:
    commands = [f"_shardlaw_words {shlex.quote(' '.join(values.words))}"] if values.words else []
    commands += ["_shardlaw_files"] if values.files else []
    return "; ".join(commands) or ":"


def zsh(verbs: Sequence[Verb]) -> str:
    """A function for a folder of `$fpath`, which may also be sourced."""
    names = " ".join(_quoted(f"{verb.name}:{_colons(verb.help)}") for verb in verbs)
    running = "|".join(verb.name for verb in verbs if verb.runs)
    cases = "".join(_zsh_verb(verb) for verb in verbs)
    return f"""\
#compdef shardlaw
# Completes shardlaw in zsh.
_shardlaw_any() {{ _alternative "words:word:(($1))" 'files:file:_files' }}
_shardlaw() {{
    local -a verbs=({names})
    if ((CURRENT == 2)); then
        case $words[2] in
        -*) compadd -- --help --version ;;
        *) _describe verb verbs ;;
        esac
        return
    fi
    case $words[2] in {running})
        local place=${{words[(i)--]}}
        if ((place < CURRENT)); then
            shift $place words
            ((CURRENT -= place))
            _normal
            return
        fi
    esac
    shift words
    ((CURRENT--))
    case $words[1] in
{cases}    esac
}}
if [[ $funcstack[1] == _shardlaw ]]; then _shardlaw "$@"; else compdef _shardlaw shardlaw; fi
"""


def _zsh_verb(verb: Verb) -> str:
    lines = [f"    {verb.name})", "        _arguments \\"]
    for flag in verb.flags:
        value = "" if flag.values is None else f":value:{_zsh_values(flag.values)}"
        join = "" if flag.values is None else "="
        lines.append(f"            {_quoted(f'*{flag.name}{join}[{_brackets(flag.help)}]{value}')} \\")
    lines.append(f"            {_quoted(f'*:operand:{_zsh_values(verb.operands)}')} ;;")
    return "".join(f"{line}\n" for line in lines)


def _zsh_values(values: Values) -> str:
    words = " ".join(values.words)
    if words and values.files:
        return f'{{_shardlaw_any "{words}"}}'
    return f"({words})" if words else "_files" if values.files else " "


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _colons(text: str) -> str:
    return text.replace(":", "\\:")


def _brackets(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def fish(verbs: Sequence[Verb]) -> str:
    """For a file of fish's folder of completions."""
    running = " ".join(verb.name for verb in verbs if verb.runs)
    lines = [
        "# Completes shardlaw in fish.",
        "function __shardlaw_verb",
        "    set -l words (commandline -opc)",
        "    test (count $words) -gt 1; and contains -- $words[2] $argv",
        f"    and not begin; contains -- $words[2] {running}; and contains -- -- $words[3..-1]; end",
        "end",
        "function __shardlaw_command",
        "    set -l words (commandline -opc)",
        f"    test (count $words) -gt 2; and contains -- $words[2] {running}; and contains -- -- $words[3..-1]",
        "end",
        "function __shardlaw_complete_command",
        "    set -l words (commandline -opc) (commandline -ct)",
        "    set -l place (contains -i -- -- $words)",
        "    set words $words[(math $place + 1)..-1]",
        '    complete -C (string join -- " " (string escape -- $words[1..-2]) $words[-1])',
        "end",
        "complete -c shardlaw -f",
        "complete -c shardlaw -n __shardlaw_command -a '(__shardlaw_complete_command)'",
        "complete -c shardlaw -n 'test (count (commandline -opc)) -eq 1' -l version -d 'print the versions'",
    ]
    for verb in verbs:
        only = "-n 'test (count (commandline -opc)) -eq 1'"
        lines.append(f"complete -c shardlaw {only} -a {verb.name} -d {_fish(verb.help)}")
        condition = f"-n '__shardlaw_verb {verb.name}'"
        for flag in verb.flags:
            values = "" if flag.values is None else f" -r{_fish_values(flag.values)}"
            name = flag.name.removeprefix("--")
            lines.append(f"complete -c shardlaw {condition} -l {name}{values} -d {_fish(flag.help)}")
        lines.append(f"complete -c shardlaw {condition}{_fish_values(verb.operands)}")
    return "".join(f"{line}\n" for line in lines)


def _fish_values(values: Values) -> str:
    words = f" -a {_fish(' '.join(values.words))}" if values.words else ""
    return (" -F" if values.files else " -f") + words


def _fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SHELLS: dict[str, Callable[[Sequence[Verb]], str]] = {"bash": bash, "zsh": zsh, "fish": fish}

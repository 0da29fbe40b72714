"""A model on the meta device: shapes without memory."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Counted:
    """What a configuration comes to: its `model_type`, and its trained parameters, shared ones once."""

    family: str
    parameters: int
    counted_by: str


def count(config: Path) -> Counted:
    """The parameters of the model that a config.json describes.

    OSError or ValueError where the file is none, or of an architecture that transformers does not have.
    """
    if not config.is_file():
        raise FileNotFoundError("no such file")  # a name that is none might be taken for one to download
    import torch  # noqa: PLC0415 - heavy, and part of an extra
    from transformers import AutoConfig, AutoModel, AutoModelForCausalLM  # noqa: PLC0415

    described = AutoConfig.from_pretrained(config)
    known = type(described) in AutoModelForCausalLM._model_mapping  # noqa: SLF001 - there is no public question
    with torch.device("meta"):
        model = (AutoModelForCausalLM if known else AutoModel).from_config(described)
    total = sum(parameter.numel() for parameter in model.parameters())
    return Counted(described.model_type, total, f"huggingface/transformers {version('transformers')}")

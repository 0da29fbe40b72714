"""What `shardlaw capacity` shows: the amounts of the library `fit`, in the order in which they are shown."""

from __future__ import annotations

from shardlaw.plugins import Line

_SERVING = 'not ($phase.mode == "training")'
_TRAINING = 'not ($phase.mode in ["prefill", "decode", "serving"])'


def _model(name: str) -> str:
    return f"fit.{name}(model, $phase, $stage)"


def _work(name: str) -> str:
    return f"fit.{name}(model, workload, $phase, $stage)"


def _most(name: str, free: str) -> str:
    return f"fit.{name}(model, workload, $phase, $stage, {free} + {_work('cache')})"


LINES = (
    Line("stages", "pipeline stages", "stages", "fit.pp($phase)"),
    Line("weights", "weights", "part", _model("weights_low"), _model("weights_high")),
    Line("gradients", "gradients", "part", _model("gradients_low"), _model("gradients_high"), _TRAINING),
    Line("optimizer", "optimizer states", "part", _model("optimizer_low"), _model("optimizer_high"), _TRAINING),
    Line("activations", "activations", "part", _work("activations_low"), _work("activations_high")),
    Line("logits", "logits", "part", "0 B", _work("logits_high")),
    Line("kv_cache", "KV cache", "part", _work("cache"), None, _SERVING),
    Line("reserve", "reserve", "part", "fit.reserve_low($phase)", "fit.reserve_high($phase)"),
    Line("memory", "memory of a GPU", "memory", "fit.memory($phase)"),
    Line("requests", "requests in the KV cache", "answer", "fit.requests(workload, $phase)", None, _SERVING),
    Line(
        "most_requests",
        "most requests at once",
        "answer",
        _most("most_requests", "$room_low"),
        _most("most_requests", "$room_high"),
        _SERVING,
    ),
    Line(
        "longest_context",
        "longest context of these requests",
        "answer",
        _most("longest_context", "$room_low"),
        _most("longest_context", "$room_high"),
        _SERVING,
    ),
    Line("smallest_world", "smallest world of these degrees", "answer", "fit.smallest_world($phase)"),
    Line("least_gpus", "least GPUs that hold it once", "answer", "fit.least_gpus(model, $phase)"),
)

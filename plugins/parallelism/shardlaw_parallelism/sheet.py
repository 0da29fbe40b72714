"""What `shardlaw capacity` shows: the amounts of the library `fit`, in the order in which they are shown."""

from __future__ import annotations

from shardlaw.plugins import Line

_SERVING = 'not ($phase.mode == "training")'
_TRAINING = 'not ($phase.mode in ["prefill", "decode", "serving"])'

_SHARDED = "$phase.optimizer.distributed is known or $phase.parallelism.dp_shard is known"
_ZERO = (f"if {_SHARDED} then 0 else $phase.parallelism.zero_stage",)


def _model(name: str) -> str:
    return f"fit.{name}(model, $phase, $stage)"


def _work(name: str) -> str:
    return f"fit.{name}(model, workload, $phase, $stage)"


def _most(name: str, free: str, cache: str) -> str:
    """Of what the parts leave, and what the caches among them take."""
    return f"fit.{name}(model, workload, $phase, $stage, {free} + {_work(cache)})"


def _convention(name: str, title: str, worth: str, when: str) -> Line:
    return Line(name, title, "convention", worth, None, when)


LINES = (
    Line("stages", "pipeline stages", "stages", "fit.pp($phase)"),
    Line("weights", "weights", "part", _model("weights_low"), _model("weights_high")),
    Line(
        "gradients",
        "gradients",
        "part",
        _model("gradients_low"),
        _model("gradients_high"),
        _TRAINING,
        ("$phase.optimizer.gradient_dtype", *_ZERO),
    ),
    Line(
        "optimizer",
        "optimizer states",
        "part",
        _model("optimizer_low"),
        _model("optimizer_high"),
        _TRAINING,
        (*_ZERO, "$phase.optimizer.state_dtype", "$phase.optimizer.master_dtype", "$phase.optimizer.gradient_dtype"),
    ),
    Line(
        "activations",
        "activations",
        "part",
        _work("activations_low"),
        _work("activations_high"),
        None,
        (
            f'if {_SERVING} then "none" else $phase.recompute.granularity',
            f"if {_SERVING} or fit.tp($phase) == 1 then false else $phase.parallelism.sequence_parallel",
            f"if {_SERVING} or fit.pp($phase) == 1 then 1 else fit.micro_batches($phase)",
        ),
    ),
    Line("logits", "logits", "part", "0 B", _work("logits_high")),
    Line(
        "kv_cache",
        "KV cache",
        "part",
        _work("cache_low"),
        _work("cache_high"),
        _SERVING,
        ("$phase.batch.concurrency",),
    ),
    Line(
        "reserve",
        "reserve",
        "part",
        "fit.reserve_low($phase)",
        "fit.reserve_high($phase)",
        None,
        ("if $phase.hardware.usable_memory is known then 1 else $phase.memory_fraction",),
    ),
    Line("memory", "memory of a GPU", "memory", "fit.memory($phase)"),
    Line(
        "requests",
        "requests on a GPU, as stated",
        "answer",
        "fit.requests_low(workload, $phase)",
        "fit.requests(workload, $phase)",
        _SERVING,
    ),
    Line(
        "most_requests",
        "most requests at once, in a replica",
        "answer",
        _most("most_requests", "$room_low", "cache_high"),
        _most("most_requests", "$room_high", "cache_low"),
        _SERVING,
    ),
    Line(
        "longest_context",
        "longest context of a request, of those in flight",
        "answer",
        _most("longest_context", "$room_low", "cache_high"),
        _most("longest_context", "$room_high", "cache_low"),
        _SERVING,
    ),
    Line("smallest_world", "smallest world of these degrees", "answer", "fit.smallest_world($phase)"),
    Line("least_gpus", "least GPUs that hold it once", "answer", "fit.least_gpus(model, $phase)"),
    Line("least_world", "the same in whole worlds", "answer", "fit.least_world(model, $phase)"),
    Line("reserve_convention", "reserve", "convention", "fit.reserve_convention($phase)"),
    _convention("tp", "TP", "fit.tp($phase)", "$phase.parallelism.tp is unknown"),
    _convention("pp", "PP", "fit.pp($phase)", "$phase.parallelism.pp is unknown"),
    _convention(
        "ep", "EP", "fit.ep($phase)", "$phase.parallelism.ep is unknown and not (params.moe_layers(model) == 0)"
    ),
    _convention("etp", "ETP", "fit.etp($phase)", "$phase.parallelism.etp is unknown and fit.ep($phase) > 1"),
    _convention("dp", "DP", "fit.dp($phase)", "$phase.parallelism.dp is unknown and fit.dp($phase) is known"),
    _convention("sharding", "sharding table", "fit.dialect($phase)", "fit.tp($phase) > 1"),
    _convention(
        "schedule",
        "schedule",
        "fit.schedule($phase)",
        '$phase.mode == "training" and fit.pp($phase) > 1 and $phase.pipeline.schedule is unknown',
    ),
    _convention(
        "adaptation",
        "training of the parameters",
        "fit.adaptation($phase)",
        '$phase.mode == "training" and $phase.adaptation.method is unknown',
    ),
    _convention("dtype", "dtype", "fit.stored_dtype(model)", "model.dtype is unknown and fit.quantized(model)"),
    _convention(
        "cache_element",
        "an element of the KV cache",
        "fit.cache_element(model)",
        f"{_SERVING} and model.kv_dtype is unknown",
    ),
    _convention(
        "step_tokens",
        "tokens of a step",
        "fit.step_tokens(workload, $phase)",
        f"{_SERVING} and $phase.batch.chunk is unknown and $phase.batch.max_tokens is unknown",
    ),
)

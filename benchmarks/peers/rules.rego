package plan

import rego.v1

tp := input.parallelism.tp
pp := input.parallelism.pp
ep := input.parallelism.ep
gpus := input.hardware.gpus
per_node := input.hardware.gpus_per_node
model := input.model
claims := input.claims

violated contains "R01" if model.heads % tp != 0

violated contains "R02" if {
	model.kv_heads % tp != 0
	tp % model.kv_heads != 0
}

violated contains "R03" if model.layers % pp != 0

violated contains "R04" if model.experts % ep != 0

violated contains "R05" if model.hidden % tp != 0

violated contains "R06" if model.vocab % tp != 0

violated contains "R07" if tp < 1

violated contains "R07" if tp > per_node

violated contains "R08" if pp < 1

violated contains "R08" if pp > model.layers

violated contains "R09" if not model.dtype in {"fp32", "bf16", "fp16", "fp8"}

violated contains "R10" if not input.hardware.gpu in {"A100", "H100", "H200", "B200"}

violated contains "R11" if {
	model.experts > 1
	ep < 1
}

violated contains "R12" if {
	input.parallelism.sp > 1
	tp <= 1
}

violated contains "R13" if {
	pp > 1
	not input.parallelism.schedule in {"1f1b", "interleaved", "gpipe"}
}

violated contains "R13" if {
	pp > 1
	input.parallelism.micro_batches < pp
}

violated contains "R14" if {
	expected := (model.params * model.bytes_per_param) / ((tp * pp) * ep) / 1000000000
	abs(claims.memory_per_gpu_gb - expected) > 0.1 * expected
}

violated contains "R15" if sum([stage.layers | some stage in input.stages]) != model.layers

violated contains "R16" if {
	model.experts > 1
	gpus != ep
}

violated contains "R16" if {
	model.experts <= 1
	gpus != (tp * pp) * input.parallelism.dp
}

violated contains "R17" if {
	gpus % per_node != 0
	gpus >= per_node
}

violated contains "R18" if {
	some stage in input.stages
	stage.memory_gb > 0.9 * input.hardware.gpu_memory_gb
}

violated contains "R19" if {
	some stage in input.stages
	stage.layers < 1
}

violated contains "R20" if not regex.match(`^[a-z0-9][a-z0-9.-]*$`, input.name)

violated contains "R21" if claims.comm_overhead < 0

violated contains "R21" if claims.comm_overhead > 0.5

violated contains "R22" if claims.mfu_pct <= 0

violated contains "R22" if claims.mfu_pct > 100

compute := (gpus * input.hardware.tflops) * 1000000000000

violated contains "R23" if claims.tokens_per_ms * 1000 > compute / (2 * model.params)

violated contains "R24" if claims.ttft_s < ((2 * model.params) * model.seq_len) / compute

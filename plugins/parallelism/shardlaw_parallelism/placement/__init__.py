"""Which rank stands where: rank maps, groups and the graph of stages and collectives, and what contradicts them.

`grid` is the arithmetic of ranks, `views` the two grids that attention and experts see in one world, `graph` the order
of operations. The rest judges what a plan says itself: its entries of `placement`, its stages and its pipeline layout.
"""

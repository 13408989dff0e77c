lnq_requantize.v
lnq_argmax.v
hand_built_layer1.v
hand_built_layer2.v
hand_built.v

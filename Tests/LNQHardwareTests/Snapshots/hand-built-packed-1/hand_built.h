/* hand_built: where each code stands in data_i and data_o. A code is two's complement when SIGNED is 1;
   its value is code * SCALE. Made by lnq. */
#ifndef HAND_BUILT_H
#define HAND_BUILT_H

#define HAND_BUILT_LATENCY 5
#define HAND_BUILT_DATA_I_WIDTH 5
#define HAND_BUILT_DATA_O_WIDTH 8
#define HAND_BUILT_CLASS_O_WIDTH 1

#define HAND_BUILT_IN_COUNT 2
/* a, u2.0 */
#define HAND_BUILT_IN_0_LSB 0
#define HAND_BUILT_IN_0_WIDTH 2
#define HAND_BUILT_IN_0_SIGNED 0
#define HAND_BUILT_IN_0_SCALE 1.0
/* b, s3.1 */
#define HAND_BUILT_IN_1_LSB 2
#define HAND_BUILT_IN_1_WIDTH 3
#define HAND_BUILT_IN_1_SIGNED 1
#define HAND_BUILT_IN_1_SCALE 0.5

#define HAND_BUILT_OUT_COUNT 2
/* first, s4.0 */
#define HAND_BUILT_OUT_0_LSB 0
#define HAND_BUILT_OUT_0_WIDTH 4
#define HAND_BUILT_OUT_0_SIGNED 1
#define HAND_BUILT_OUT_0_SCALE 1.0
/* second, s4.0 */
#define HAND_BUILT_OUT_1_LSB 4
#define HAND_BUILT_OUT_1_WIDTH 4
#define HAND_BUILT_OUT_1_SIGNED 1
#define HAND_BUILT_OUT_1_SCALE 1.0

#define HAND_BUILT_CLASS_0 "first"
#define HAND_BUILT_CLASS_1 "second"

#endif

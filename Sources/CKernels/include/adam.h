// The numbers of a step of Adam, which kernels in rows, in columns and over bits have in common.

#ifndef LNQ_ADAM_H
#define LNQ_ADAM_H

/// g ← g + decay · p; m += share (g − m); v ← old · v + new · g²; p ← keep · p − step · m / (√v / root + ε). Kernels over bits read
/// neither `keep` nor `decay`.
typedef struct {
  float keep;
  float decay;
  float share;
  float old;
  float new_share;
  float step;
  float root;
  float epsilon;
} lnq_adam;

#endif

// Steps of training in batches of 16 rows as one would write them by hand for one network: all sizes are known to the compiler, every loop
// is in vectors of AVX-512, and sums may be reordered. It says what a processor can do, beside lnq's kernels, which know no sizes; it trains
// nothing that is used.
//
//   g++ -O3 -march=native -ffast-math -mprefer-vector-width=512 -std=c++17 steps.cpp -o steps
//   ./steps [SECONDS]   prints three lines a network: NETWORK by-hand BATCH SAMPLES-PER-SECOND THREADS, of processor time
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef float V __attribute__((vector_size(64)));
typedef int32_t VI __attribute__((vector_size(64)));
#define AT(P) (*(V *)(P))
#define EACH(I, N) _Pragma("GCC unroll 16") for (int I = 0; I < (N); I++)

constexpr int N = 16;
constexpr float share = 1.0f / N;
constexpr int padded(int n) { return (n + 15) / 16 * 16; }

static double now() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// SplitMix64.
static uint64_t state = 1;
static inline uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}
static uint64_t next() { return mix(state += 0x9E3779B97F4A7C15); }

static inline V root(V x) { return (V)_mm512_sqrt_ps((__m512)x); }
static inline V larger(V a, V b) { return (V)_mm512_max_ps((__m512)a, (__m512)b); }
// `value` where `x` is above 0.
static inline V where_above(V x, V value) {
  return (V)_mm512_maskz_mov_ps(_mm512_cmp_ps_mask((__m512)x, _mm512_setzero_ps(), _CMP_GT_OQ), (__m512)value);
}
// `value` where the label is c.
static inline V where_label(__m512i label, int c, V value) {
  return (V)_mm512_maskz_mov_ps(_mm512_cmpeq_epi32_mask(label, _mm512_set1_epi32(c)), (__m512)value);
}

template <int W> struct Rows { alignas(64) float v[N][padded(W)]; };

// MARK: Layers

template <int I, int O> struct Linear {
  static constexpr int P = padded(O), size = I * P + P;
  float *w, *gw, *b, *gb;  // w[i][o]
  void place(float *p, float *g) { w = p, gw = g, b = p + I * P, gb = g + I * P; }
  void forward(const Rows<I> &x, Rows<O> &y) const {
    for (int c = 0; c < P; c += 16) for (int n = 0; n < N; n += 8) {
      V s[8];
      EACH(k, 8) s[k] = AT(b + c);
      EACH(i, I) { const V r = AT(w + i * P + c); EACH(k, 8) s[k] += x.v[n + k][i] * r; }
      EACH(k, 8) AT(y.v[n + k] + c) = s[k];
    }
  }
  void backward(const Rows<I> &x, const Rows<O> &dy, Rows<I> *dx) {
    for (int c = 0; c < P; c += 16) {
      V t = {};
      EACH(n, N) t += AT(dy.v[n] + c);
      AT(gb + c) = t;
      for (int i = 0; i < I; i += 8) {
        V s[8] = {};
        EACH(n, N) { const V r = AT(dy.v[n] + c); EACH(k, 8) s[k] += x.v[n][i + k] * r; }
        EACH(k, 8) AT(gw + (i + k) * P + c) = s[k];
      }
    }
    if (!dx) return;
    alignas(64) float t[O][I];
    for (int o = 0; o < O; o++) for (int i = 0; i < I; i++) t[o][i] = w[i * P + o];
    for (int c = 0; c < I; c += 16) for (int n = 0; n < N; n += 8) {
      V s[8] = {};
      EACH(o, O) { const V r = AT(t[o] + c); EACH(k, 8) s[k] += dy.v[n + k][o] * r; }
      EACH(k, 8) AT(dx->v[n + k] + c) = s[k];
    }
  }
};

// Batch normalization, ReLU, and dropout of 0.2 where D.
template <int W, bool D> struct Norm {
  static constexpr int P = padded(W), size = 2 * P;
  float *w, *gw, *b, *gb;
  alignas(64) float mean[P], inverse[P], running_mean[P] = {}, running_variance[P] = {};
  Rows<W> mask;
  void place(float *p, float *g) { w = p, gw = g, b = p + P, gb = g + P; }
  void draw() {
    const uint64_t base = state, step = 0x9E3779B97F4A7C15;
    for (int n = 0; n < N; n++) for (int j = 0; j < W; j++)
      mask.v[n][j] = mix(base + (uint64_t)(n * W + j + 1) * step) < 0x3333333333333333 ? 0.0f : 1.25f;
    state += N * W * step;
  }
  void forward(const Rows<W> &x, Rows<W> &y) {
    for (int c = 0; c < P; c += 16) {
      V s[2] = {}, q[2] = {};
      EACH(n, N) s[n % 2] += AT(x.v[n] + c);
      const V m = (s[0] + s[1]) * share;
      EACH(n, N) { const V d = AT(x.v[n] + c) - m; q[n % 2] += d * d; }
      const V squares = q[0] + q[1], inv = 1 / root(squares * share + 1e-5f), slope = inv * AT(w + c), shift = AT(b + c);
      AT(mean + c) = m, AT(inverse + c) = inv;
      AT(running_mean + c) += 0.1f * (m - AT(running_mean + c));
      AT(running_variance + c) += 0.1f * (squares * (1.0f / (N - 1)) - AT(running_variance + c));
      EACH(n, N) {
        const V value = larger((AT(x.v[n] + c) - m) * slope + shift, V{});
        AT(y.v[n] + c) = D ? value * AT(mask.v[n] + c) : value;
      }
    }
  }
  void backward(const Rows<W> &x, const Rows<W> &y, Rows<W> &d, bool needs_dx) {
    for (int c = 0; c < P; c += 16) {
      V s[2] = {}, q[2] = {};
      const V m = AT(mean + c), inv = AT(inverse + c);
      EACH(n, N) {
        V g = where_above(AT(y.v[n] + c), AT(d.v[n] + c));
        if (D) g *= AT(mask.v[n] + c);
        AT(d.v[n] + c) = g;
        s[n % 2] += g, q[n % 2] += g * (AT(x.v[n] + c) - m);
      }
      const V sum = s[0] + s[1], product = q[0] + q[1];
      AT(gb + c) = sum, AT(gw + c) = product * inv;
      if (!needs_dx) continue;
      const V slope = inv * AT(w + c), a = sum * share, b = product * inv * inv * share;
      EACH(n, N) AT(d.v[n] + c) = slope * (AT(d.v[n] + c) - a - b * (AT(x.v[n] + c) - m));
    }
  }
};

// MARK: Rows, loss, optimizer

static const int row_count = 789445;
static const float *features;
static const int32_t *labels, *order;

struct Batch {
  Rows<16> x;
  alignas(64) int32_t y[N];
  int at = 0;
  void load() {
    if (at + N + 64 > row_count) at = 0;
    for (int n = 0; n < N; n++) {
      const int ahead = order[at + n + 64], row = order[at + n];
      __builtin_prefetch(features + (size_t)ahead * 16, 0, 2);
      __builtin_prefetch(labels + ahead, 0, 2);
      memcpy(x.v[n], features + (size_t)row * 16, 64);
      y[n] = labels[row];
    }
    at += N;
  }
};

static inline V exponential(V x) {
  const V shifted = x * 1.44269504f + 0x1.8p23f, k = shifted - 0x1.8p23f, r = x - k * 0.6931471806f;
  V p = r * (1.0f / 5040) + 1.0f / 720;
  p = p * r + 1.0f / 120, p = p * r + 1.0f / 24, p = p * r + 1.0f / 6, p = p * r + 0.5f, p = p * r + 1.0f, p = p * r + 1.0f;
  return p * (V)(((VI)shifted << 23) + 0x3f800000);
}

static inline V logarithm(V x) {
  const V k = (V)_mm512_cvtepi32_ps((__m512i)(((VI)x >> 23) - 127)), f = (V)(((VI)x & 0x7fffff) | 0x3f800000);
  const V q = (f - 1) / (f + 1), q2 = q * q;
  return k * 0.69314718f + 2 * q * (1 + q2 * (1 / 3.0f + q2 * (1 / 5.0f + q2 * (1 / 7.0f + q2 / 9))));
}

static double loss_sum;
static int correct;

// Softmax and cross-entropy of z, or of its ReLU; z becomes the gradient at z.
static void cross_entropy(Rows<5> &z, const int32_t *y, bool rectifies) {
  const __m512i column = _mm512_set_epi32(240, 224, 208, 192, 176, 160, 144, 128, 112, 96, 80, 64, 48, 32, 16, 0);
  const __m512i label = _mm512_load_si512(y);
  V raw[5], logit[5], e[5], sum = {}, own = {};
  EACH(c, 5) raw[c] = (V)_mm512_i32gather_ps(column, &z.v[0][c], 4), logit[c] = rectifies ? larger(raw[c], V{}) : raw[c];
  V most = logit[0];
  EACH(c, 5) most = larger(most, logit[c]);
  EACH(c, 5) e[c] = exponential(logit[c] - most), sum += e[c], own += where_label(label, c, logit[c]);
  loss_sum += _mm512_reduce_add_ps((__m512)(logarithm(sum) + most - own));
  correct += __builtin_popcount(_mm512_cmpeq_ps_mask((__m512)own, (__m512)most));
  const V inverse = 1 / sum;
  EACH(c, 5) {
    V g = (e[c] * inverse - where_label(label, c, V{} + 1)) * share;
    if (rectifies) g = where_above(raw[c], g);
    _mm512_i32scatter_ps(&z.v[0][c], column, (__m512)g, 4);
  }
}

template <int COUNT> struct Parameters {
  alignas(64) float p[COUNT], g[COUNT] = {}, m[COUNT] = {}, v[COUNT] = {};
  double power1 = 1, power2 = 1;
  int placed = 0;
  Parameters() { for (float &x : p) x = (float)((double)(next() >> 11) * 0x1p-54 - 0.25); }
  template <class Layer> void place(Layer &layer) { layer.place(p + placed, g + placed), placed += layer.size; }
  void adam() {
    power1 *= 0.9, power2 *= 0.999;
    const float r = (float)sqrt(1 - power2), step = (float)(1e-5 / (1 - power1)) * r, epsilon = 1e-8f * r;
    for (int i = 0; i < COUNT; i += 16) {
      const V first = AT(m + i) + 0.1f * (AT(g + i) - AT(m + i)), second = 0.999f * AT(v + i) + 0.001f * AT(g + i) * AT(g + i);
      AT(m + i) = first, AT(v + i) = second;
      AT(p + i) -= step * first / (root(second) + epsilon);
    }
  }
};
#define SIZE(L) decltype(L)::size

// MARK: Networks

struct Tiny {
  Batch batch;
  Norm<16, false> n1;
  Linear<16, 5> l1;
  Parameters<SIZE(n1) + SIZE(l1)> parameters;
  Rows<16> a1, d1;
  Rows<5> z;
  Tiny() { parameters.place(n1), parameters.place(l1); }
  void step() {
    batch.load();
    n1.forward(batch.x, a1), l1.forward(a1, z), cross_entropy(z, batch.y, true);
    l1.backward(a1, z, &d1), n1.backward(batch.x, a1, d1, false);
    parameters.adam();
  }
};

struct Custom {
  Batch batch;
  Norm<16, false> n1;
  Linear<16, 32> l1;
  Norm<32, true> n2;
  Linear<32, 16> l2;
  Norm<16, true> n3;
  Linear<16, 5> l3;
  Norm<5, false> n4;
  Parameters<SIZE(n1) + SIZE(l1) + SIZE(n2) + SIZE(l2) + SIZE(n3) + SIZE(l3) + SIZE(n4)> parameters;
  Rows<16> a1, d1, y2, a3, d3;
  Rows<32> y1, a2, d2;
  Rows<5> y3, z, d4;
  Custom() {
    parameters.place(n1), parameters.place(l1), parameters.place(n2), parameters.place(l2);
    parameters.place(n3), parameters.place(l3), parameters.place(n4);
  }
  void step() {
    batch.load(), n2.draw(), n3.draw();
    n1.forward(batch.x, a1), l1.forward(a1, y1), n2.forward(y1, a2), l2.forward(a2, y2), n3.forward(y2, a3);
    l3.forward(a3, y3), n4.forward(y3, z);
    d4 = z, cross_entropy(d4, batch.y, false);
    n4.backward(y3, z, d4, true), l3.backward(a3, d4, &d3), n3.backward(y2, a3, d3, true), l2.backward(a2, d3, &d2);
    n2.backward(y1, a2, d2, true), l1.backward(a1, d2, &d1), n1.backward(batch.x, a1, d1, false);
    parameters.adam();
  }
};

struct Jet {
  Batch batch;
  Linear<16, 64> l1;
  Norm<64, false> n1;
  Linear<64, 32> l2;
  Norm<32, false> n2, n3, n4;
  Linear<32, 32> l3, l4;
  Linear<32, 5> l5;
  Parameters<SIZE(l1) + SIZE(n1) + SIZE(l2) + 3 * SIZE(n2) + 2 * SIZE(l3) + SIZE(l5)> parameters;
  Rows<64> y1, a1, d1;
  Rows<32> y2, a2, d2, y3, a3, d3, y4, a4, d4;
  Rows<5> z;
  Jet() {
    parameters.place(l1), parameters.place(n1), parameters.place(l2), parameters.place(n2), parameters.place(l3);
    parameters.place(n3), parameters.place(l4), parameters.place(n4), parameters.place(l5);
  }
  void step() {
    batch.load();
    l1.forward(batch.x, y1), n1.forward(y1, a1), l2.forward(a1, y2), n2.forward(y2, a2), l3.forward(a2, y3), n3.forward(y3, a3);
    l4.forward(a3, y4), n4.forward(y4, a4), l5.forward(a4, z), cross_entropy(z, batch.y, false);
    l5.backward(a4, z, &d4), n4.backward(y4, a4, d4, true), l4.backward(a3, d4, &d3), n3.backward(y3, a3, d3, true);
    l3.backward(a2, d3, &d2), n2.backward(y2, a2, d2, true), l2.backward(a1, d2, &d1), n1.backward(y1, a1, d1, true);
    l1.backward(batch.x, d1, nullptr);
    parameters.adam();
  }
};

template <class Network> static void measure(const char *name, double length) {
  Network *network = new Network();
  for (int repeat = -1; repeat < 3; repeat++) {
    const double begin = now();
    long samples = 0;
    while (now() - begin < length) for (int i = 0; i < 1000; i++) network->step(), samples += N;
    if (repeat >= 0) printf("%s by-hand %d %.0f 1\n", name, N, samples / (now() - begin));
  }
  delete network;
}

int main(int count, char **words) {
  const double length = count > 1 ? atof(words[1]) : 0.2;
  float *f = (float *)aligned_alloc(64, (size_t)row_count * 64);
  int32_t *l = (int32_t *)malloc(row_count * 4), *o = (int32_t *)malloc(row_count * 4);
  if (!f || !l || !o) return 1;
  for (int i = 0; i < row_count * 16; i++) f[i] = (float)(next() >> 40) * 0x1p-23f - 1;
  for (int i = 0; i < row_count; i++) l[i] = next() % 5, o[i] = i;
  for (int i = row_count - 1; i > 0; i--) { const int j = next() % (i + 1), t = o[i]; o[i] = o[j], o[j] = t; }
  features = f, labels = l, order = o;
  measure<Tiny>("jsc-tiny", length);
  measure<Custom>("jsc-custom", length);
  measure<Jet>("jet-64-32-32-32", length);
  // What was computed has to be used.
  return isfinite(loss_sum) && correct > 0 ? 0 : 1;
}

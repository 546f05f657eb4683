import type { Processor } from "./machine.ts";

/**
 * The types and functions that the kernels are written with, in C for GCC and Clang: vectors of float32 (`vf`), pairs of
 * vectors of float64 (`vd`), masks as floats whose bits are all ones or all zeros. What the language leaves undefined
 * is not used: numbers are brought into range before they become whole.
 */
export function prelude({ machine: { lanes }, fused }: Processor): string {
  const list = (count: number, text: (lane: number) => string): string =>
    Array.from({ length: count }, (_, lane) => text(lane)).join(", ");
  const half = lanes / 2;
  const rotations: string[] = [];
  for (let by = half; by >= 1; by /= 2)
    rotations.push(`  a = OP(a, SHUFFLE(a, a, vi, ${list(lanes, (lane) => String(lane ^ by))}));`);
  const across = (name: string, operation: string): string =>
    `INLINE vf ${name}(vf a) {\n${rotations.join("\n").replaceAll("OP", operation)}\n  return a;\n}`;
  return `
typedef __INT32_TYPE__ i32;
typedef __UINT32_TYPE__ u32;
typedef __INT64_TYPE__ i64;
typedef __UINT64_TYPE__ u64;
#define VECTOR(bytes) __attribute__((vector_size(bytes)))
#define UNALIGNED(bytes) __attribute__((vector_size(bytes), aligned(4), may_alias))
#define INLINE static inline __attribute__((always_inline))
#define LANES ${lanes}
/* GCC 12 must not reason about kernels from outside: it takes some that store for functions that do nothing. */
#ifdef __clang__
#define KERNEL static __attribute__((noinline))
#else
#define KERNEL static __attribute__((noipa))
#endif
typedef float vf VECTOR(${lanes * 4});
typedef i32 vi VECTOR(${lanes * 4});
typedef u32 vu VECTOR(${lanes * 4});
typedef double vd VECTOR(${lanes * 4});
typedef i64 vl VECTOR(${lanes * 4});
typedef u64 vq VECTOR(${lanes * 4});
typedef float hf VECTOR(${half * 4});
typedef i32 hi VECTOR(${half * 4});
typedef float vf_memory UNALIGNED(${lanes * 4});
typedef i32 vi_memory UNALIGNED(${lanes * 4});
typedef float __attribute__((may_alias)) f_memory;
typedef i32 __attribute__((may_alias)) i_memory;
#ifndef __has_builtin
#define __has_builtin(name) 0
#endif
#ifdef __clang__
#define SHUFFLE(a, b, mask, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLE(a, b, mask, ...) __builtin_shuffle(a, b, (mask){__VA_ARGS__})
#endif

INLINE vf splat(float x) { return (vf){${list(lanes, () => "x")}}; }
INLINE vd splatd(double x) { return (vd){${list(half, () => "x")}}; }
INLINE vu splatu(u32 x) { return (vu){${list(lanes, () => "x")}}; }
INLINE vf real(vi a) { return __builtin_convertvector(a, vf); }

/* pick: a where the mask is set, else b. below: a where a < b, else b; above: a where a > b, else b. */
#if !defined(__clang__) && defined(__AVX__) && LANES == 8
#define PROCESSOR(name) __builtin_ia32_##name##256
#elif !defined(__clang__) && defined(__SSE4_1__) && LANES == 4
#define PROCESSOR(name) __builtin_ia32_##name
#endif
#ifdef PROCESSOR
INLINE vf pick(vf mask, vf a, vf b) { return PROCESSOR(blendvps)(b, a, mask); }
INLINE vd pickd(vd mask, vd a, vd b) { return PROCESSOR(blendvpd)(b, a, mask); }
INLINE vf below(vf a, vf b) { return PROCESSOR(minps)(a, b); }
INLINE vd belowd(vd a, vd b) { return PROCESSOR(minpd)(a, b); }
INLINE vf above(vf a, vf b) { return PROCESSOR(maxps)(a, b); }
INLINE vd aboved(vd a, vd b) { return PROCESSOR(maxpd)(a, b); }
#else
INLINE vf pick(vf mask, vf a, vf b) { return (vf)(((vi)mask & (vi)a) | (~(vi)mask & (vi)b)); }
INLINE vd pickd(vd mask, vd a, vd b) { return (vd)(((vl)mask & (vl)a) | (~(vl)mask & (vl)b)); }
INLINE vf below(vf a, vf b) { return pick((vf)(a < b), a, b); }
INLINE vd belowd(vd a, vd b) { return pickd((vd)(a < b), a, b); }
INLINE vf above(vf a, vf b) { return pick((vf)(a > b), a, b); }
INLINE vd aboved(vd a, vd b) { return pickd((vd)(a > b), a, b); }
#endif

/* The smaller of two, -0 below 0, and no number where one is none: the bits of both joined are either's where they are
   equal, -0 where one of two zeros is that, and no number where one is none. */
INLINE vf min(vf a, vf b) { return (vf)((vi)below(a, b) | (vi)below(b, a)); }
INLINE vd mind(vd a, vd b) { return (vd)((vl)belowd(a, b) | (vl)belowd(b, a)); }
INLINE vf max(vf a, vf b) { return -min(-a, -b); }
INLINE vd maxd(vd a, vd b) { return -mind(-a, -b); }
INLINE vf absolute(vf a) { return (vf)((vi)a & 0x7fffffff); }
INLINE vd absoluted(vd a) { return (vd)((vl)a & 0x7fffffffffffffff); }

/* To the nearest whole number, half to even: adding 2^23 leaves no room for digits behind the point. */
#define NEAREST(name, type, bits, absolute, splat, pick, large) \\
  INLINE type name(type a) { \\
    type size = absolute(a); \\
    type sign = (type)((bits)a ^ (bits)size); \\
    type whole = (type)((bits)((size + splat(large)) - splat(large)) | (bits)sign); \\
    return pick((type)(size < splat(large)), whole, a); \\
  }
#define FLOOR(name, type, nearest, splat, pick) \\
  INLINE type name(type a) { \\
    type whole = nearest(a); \\
    return pick((type)(whole > a), whole - splat(1), whole); \\
  }
#define EACH(name, type, count, of) \\
  INLINE type name(type a) { \\
    type b; \\
    for (int i = 0; i < count; i++) b[i] = of(a[i]); \\
    return b; \\
  }
#define DIRECT(name, type, expression) INLINE type name(type a) { return expression; }
#if __has_builtin(__builtin_elementwise_roundeven) && __has_builtin(__builtin_elementwise_sqrt)
DIRECT(nearest, vf, __builtin_elementwise_roundeven(a))
DIRECT(nearestd, vd, __builtin_elementwise_roundeven(a))
DIRECT(floors, vf, __builtin_elementwise_floor(a))
DIRECT(floord, vd, __builtin_elementwise_floor(a))
DIRECT(root, vf, __builtin_elementwise_sqrt(a))
DIRECT(rootd, vd, __builtin_elementwise_sqrt(a))
#elif defined(__AVX__) && LANES == 8 && !defined(__clang__)
DIRECT(nearest, vf, __builtin_ia32_roundps256(a, 8))
DIRECT(nearestd, vd, __builtin_ia32_roundpd256(a, 8))
DIRECT(floors, vf, __builtin_ia32_roundps256(a, 9))
DIRECT(floord, vd, __builtin_ia32_roundpd256(a, 9))
DIRECT(root, vf, __builtin_ia32_sqrtps256(a))
DIRECT(rootd, vd, __builtin_ia32_sqrtpd256(a))
#elif defined(__SSE4_1__) && LANES == 4 && !defined(__clang__)
DIRECT(nearest, vf, __builtin_ia32_roundps(a, 8))
DIRECT(nearestd, vd, __builtin_ia32_roundpd(a, 8))
DIRECT(floors, vf, __builtin_ia32_roundps(a, 9))
DIRECT(floord, vd, __builtin_ia32_roundpd(a, 9))
DIRECT(root, vf, __builtin_ia32_sqrtps(a))
DIRECT(rootd, vd, __builtin_ia32_sqrtpd(a))
#elif defined(__AVX512F__) && LANES == 16 && !defined(__clang__)
DIRECT(nearest, vf, (vf)__builtin_ia32_rndscaleps_mask(a, 8, a, -1, 4))
DIRECT(nearestd, vd, (vd)__builtin_ia32_rndscalepd_mask(a, 8, a, -1, 4))
DIRECT(floors, vf, (vf)__builtin_ia32_rndscaleps_mask(a, 9, a, -1, 4))
DIRECT(floord, vd, (vd)__builtin_ia32_rndscalepd_mask(a, 9, a, -1, 4))
DIRECT(root, vf, (vf)__builtin_ia32_sqrtps512_mask(a, a, -1, 4))
DIRECT(rootd, vd, (vd)__builtin_ia32_sqrtpd512_mask(a, a, -1, 4))
#else
NEAREST(nearest, vf, vi, absolute, splat, pick, 0x1p23f)
NEAREST(nearestd, vd, vl, absoluted, splatd, pickd, 0x1p52)
FLOOR(floors, vf, nearest, splat, pick)
FLOOR(floord, vd, nearestd, splatd, pickd)
EACH(root, vf, LANES, __builtin_sqrtf)
EACH(rootd, vd, LANES / 2, __builtin_sqrt)
#endif

/* a + b c, rounded once where the processor can. */
INLINE vf multiply_add(vf a, vf b, vf c) {
#if ${fused ? 0 : 1}
  return a + b * c;
#elif __has_builtin(__builtin_elementwise_fma)
  return __builtin_elementwise_fma(b, c, a);
#elif defined(__FMA__) && LANES == 8
  return __builtin_ia32_vfmaddps256(b, c, a);
#elif defined(__FMA__) && LANES == 4
  return __builtin_ia32_vfmaddps(b, c, a);
#elif defined(__AVX512F__) && LANES == 16
  return (vf)__builtin_ia32_vfmaddps512_mask(b, c, a, -1, 4);
#elif defined(__aarch64__) && LANES == 4
  __asm__("fmla %0.4s, %1.4s, %2.4s" : "+w"(a) : "w"(b), "w"(c));
  return a;
#else
  for (int i = 0; i < LANES; i++) a[i] = __builtin_fmaf(b[i], c[i], a[i]);
  return a;
#endif
}

INLINE vf multiply_subtract(vf a, vf b, vf c) {
#if ${fused ? 0 : 1}
  return a - b * c;
#else
  return multiply_add(a, -b, c);
#endif
}

/* x 2^n, in two steps, as 2^n itself may be no normal number. A whole number n stands in the last bits of 1.5 2^23 + n, and
   shifted, in the place of the exponent. */
INLINE vf scale(vf x, vf n) {
  vu whole = (vu)(n + splat(0x1.8p23f));
  vu half = (vu)((vi)whole >> 1) << 23;
  return x * (vf)(half + (u32)0x3f800000) * (vf)((whole << 23) - half + (u32)0x3f800000);
}
/* x 2^n where 2^n is a normal number. */
INLINE vd scaled(vd x, vd n) {
  vd inside = aboved(belowd(n, splatd(2000)), splatd(-2000));
  return x * (vd)((__builtin_convertvector(__builtin_convertvector(inside, hi), vl) + 1023) << 52);
}
INLINE vf exponent(vf a) { return real((vi)(((vu)a << 1) >> 24) - 127); }
/* A whole number below 2^52 in the digits of 2^52 is that number more than 2^52. */
INLINE vd exponentd(vd a) {
  return (vd)((((vq)a << 1) >> 53) | 0x4330000000000000u) - splatd(0x1p52 + 1023);
}
INLINE vf mantissa(vf a) { return (vf)(((vu)a & 0x807fffffu) | 0x3f800000u); }
INLINE vd mantissad(vd a) { return (vd)(((vq)a & 0x800fffffffffffffu) | 0x3ff0000000000000u); }

/* Towards zero; what is too large becomes the largest, what is no number 0. */
INLINE vi whole(vf a) {
  vf number = (vf)((vi)a & (a == a));
  vf inside = above(below(number, splat(0x1.fffffep30f)), splat(-0x1p31f));
  return __builtin_convertvector(inside, vi) | ((number >= splat(0x1p31f)) & 0x7fffffff);
}

INLINE vf covered(vf a, int lanes, float fill) {
  vi lane = {${list(lanes, String)}};
  return pick((vf)(lane < lanes), a, splat(fill));
}
INLINE vd promote_low(vf a) {
  return __builtin_convertvector(((union { vf all; hf half[2]; }){.all = a}).half[0], vd);
}
INLINE vd promote_high(vf a) {
  return __builtin_convertvector(((union { vf all; hf half[2]; }){.all = a}).half[1], vd);
}
INLINE vf demote(vd low, vd high) {
  return ((union { hf half[2]; vf all; }){.half = {__builtin_convertvector(low, hf), __builtin_convertvector(high, hf)}}).all;
}
INLINE vi counted(i32 first, i32 each) {
  vu lane = {${list(lanes, String)}};
  return (vi)(splatu((u32)first) + lane * (u32)each);
}
${across("across_add", "ADD")}
${across("across_max", "max")}

/* Threefry-2x32 with 20 rounds: uniform numbers in [0, 1), multiples of 2^-24. */
INLINE vf random_numbers(u32 seed, u32 step, u32 stream, vi counter) {
  vu key[3] = {splatu(seed), splatu(stream), splatu(0x1bd11bdau ^ seed ^ stream)};
  static const int rotations[8] = {13, 15, 26, 6, 17, 29, 16, 24};
  vu x = splatu(step) + key[0];
  vu y = (vu)counter + key[1];
#pragma GCC unroll 20
  for (int round = 0; round < 20; round++) {
    x += y;
    y = ((y << rotations[round % 8]) | (y >> (32 - rotations[round % 8]))) ^ x;
    if (round % 4 == 3) {
      x += key[(round + 1) / 4 % 3];
      y += key[((round + 1) / 4 + 1) % 3] + (u32)((round + 1) / 4);
    }
  }
  return real((vi)(x >> 8)) * 0x1p-24f;
}
`.replaceAll("ADD(a, ", "(a + ");
}

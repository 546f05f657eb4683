import { countersOf } from "../../compiler/helping.ts";
import type { Program } from "../../compiler/loops.ts";
import { meeting } from "../session/meeting.ts";

/** How often a thread looks before it goes to sleep, with a pause each time: as in wasm/barrier.ts. */
const looks = 4000;
const looksOfShortRun = 60_000;
/** How long it sleeps at most before it looks whether the run has been given up, in nanoseconds: see session/meeting.ts. */
const sleepNanoseconds = 100_000_000;
/** The same where it cannot be woken, and where it only lets others go first. */
const napNanoseconds = 50_000;
const yieldNanoseconds = 1000;

/**
 * The function in which threads wait for each other, in C. The last to come starts the next round; the others look for
 * that for some tens of microseconds, and then sleep. It gives 1 where the run is given up, or patience has an end.
 */
export function meetingText(base: number, program: Program, addresses: readonly number[]): string {
  const counters = countersOf(program, addresses);
  const word = (place: number): string => `((i32 *)(memory + ${base + place}))`;
  const read = (place: number): string => `__atomic_load_n(${word(place)}, __ATOMIC_SEQ_CST)`;
  const clear =
    counters === undefined ? "" : `__builtin_memset(memory + ${counters.address}, 0, ${counters.bytes});\n    `;
  return `
#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#define RESTS 1
static void rest(i32 *word, i32 value) {
  struct timespec time = {0, ${sleepNanoseconds}};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, &time, 0, 0);
}
static void wake(i32 *word) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 0x7fffffff, 0, 0, 0); }
#elif defined(_WIN32)
__declspec(dllimport) void __stdcall Sleep(unsigned long);
#define RESTS ${sleepNanoseconds / yieldNanoseconds}
static void rest(i32 *word, i32 value) { Sleep(0); }
static void wake(i32 *word) {}
#else
#include <time.h>
#define RESTS ${sleepNanoseconds / napNanoseconds}
static void rest(i32 *word, i32 value) {
  struct timespec time = {0, ${napNanoseconds}};
  nanosleep(&time, 0);
}
static void wake(i32 *word) {}
#endif
#if defined(__x86_64__) || defined(__i386__)
#define PAUSE __builtin_ia32_pause()
#elif defined(__aarch64__)
#define PAUSE __asm__ volatile("yield")
#else
#define PAUSE
#endif
static __attribute__((noinline)) int meet(char *memory, i64 threads) {
  if (threads == 1) return 0;
  i32 round = ${read(meeting.round)};
  if (__atomic_add_fetch(${word(meeting.arrived)}, 1, __ATOMIC_SEQ_CST) == threads) {
    ${clear}__atomic_store_n(${word(meeting.arrived)}, 0, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(${word(meeting.round)}, 1, __ATOMIC_SEQ_CST);
    if (${read(meeting.sleepers)} != 0) wake(${word(meeting.round)});
    return 0;
  }
  for (int left = ${read(meeting.patience)} ? ${looksOfShortRun} : ${looks}; left > 0; left--) {
    if (${read(meeting.round)} != round) return 0;
    PAUSE;
  }
  __atomic_add_fetch(${word(meeting.sleepers)}, 1, __ATOMIC_SEQ_CST);
  for (i64 rests = 1; ${read(meeting.round)} == round; rests++) {
    rest(${word(meeting.round)}, round);
    if (${read(meeting.givenUp)} != 0 || rests == (i64)${read(meeting.patience)} * RESTS) return 1;
  }
  __atomic_add_fetch(${word(meeting.sleepers)}, -1, __ATOMIC_SEQ_CST);
  return 0;
}
`;
}

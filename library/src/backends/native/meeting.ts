import { meeting } from "../session/meeting.ts";

/** How often a thread looks before it goes to sleep, with a pause each time: longer than waking takes. */
const looks = 4000;
/** How long it sleeps at most before it looks whether the run has been given up, in nanoseconds. */
const sleepNanoseconds = 100_000_000;
/** The same where it cannot be woken. */
const napNanoseconds = 50_000;

/**
 * The function in which threads wait for each other, in C. The last to come starts the next round; the others look for
 * that for some tens of microseconds, and then sleep. It gives 1 where the run is given up.
 */
export function meetingText(base: number): string {
  const word = (place: number): string => `((i32 *)(memory + ${base + place}))`;
  const read = (place: number): string => `__atomic_load_n(${word(place)}, __ATOMIC_SEQ_CST)`;
  return `
#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static void rest(i32 *word, i32 value) {
  struct timespec time = {0, ${sleepNanoseconds}};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, &time, 0, 0);
}
static void wake(i32 *word) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 0x7fffffff, 0, 0, 0); }
#elif defined(_WIN32)
__declspec(dllimport) void __stdcall Sleep(unsigned long);
static void rest(i32 *word, i32 value) { Sleep(0); }
static void wake(i32 *word) {}
#else
#include <time.h>
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
    __atomic_store_n(${word(meeting.arrived)}, 0, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(${word(meeting.round)}, 1, __ATOMIC_SEQ_CST);
    if (${read(meeting.sleepers)} != 0) wake(${word(meeting.round)});
    return 0;
  }
  for (int left = ${looks}; left > 0; left--) {
    if (${read(meeting.round)} != round) return 0;
    PAUSE;
  }
  __atomic_add_fetch(${word(meeting.sleepers)}, 1, __ATOMIC_SEQ_CST);
  while (${read(meeting.round)} == round) {
    rest(${word(meeting.round)}, round);
    if (${read(meeting.givenUp)} != 0) return 1;
  }
  __atomic_add_fetch(${word(meeting.sleepers)}, -1, __ATOMIC_SEQ_CST);
  return 0;
}
`;
}

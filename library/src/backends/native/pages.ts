/** How the function that asks for large pages is declared. */
export const largePagesFunction = "void large_pages(uint8_t *memory, uint64_t bytes)";

/**
 * The function that asks for large pages, in C. Where Linux gives them to those who ask, matrices of some megabytes then
 * take a few entries of the processor's table of addresses, not thousands; elsewhere it does nothing.
 */
export const largePagesText = `
#if defined(__linux__)
#include <sys/mman.h>
#endif
CALLED void large_pages(char *memory, u64 bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  madvise(memory, bytes, MADV_HUGEPAGE);
#endif
}`;

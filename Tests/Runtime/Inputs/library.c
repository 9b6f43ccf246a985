#include "recorder.h"

__attribute__((visibility("default"))) void LIBRARY_CALL(int n);
__attribute__((visibility("default"))) void LIBRARY_TARGET(void) {}
void LIBRARY_CALL(int n) {
  for (int i = 0; i < n; ++i)
    record(0, (const void *)LIBRARY_TARGET);
}

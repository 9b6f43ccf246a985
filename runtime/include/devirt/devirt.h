/* Controls for a running instrumented program. All of it is optional: an instrumented program
 * writes its profile at exit without calling anything.
 *
 * Each executable and shared object holds its own copy of the runtime; these functions act on the
 * modules of the object that calls them.
 */
#ifndef DEVIRT_H
#define DEVIRT_H

#ifdef __cplusplus
extern "C" {
#endif

/* How misses of the inline cache are recorded: every one, or at random intervals. */
typedef enum devirt_mode { devirt_sampled = 0, devirt_exact = 1 } devirt_mode;

/* Switches every site of the calling object to `mode`, from each site's next slow event on. */
void devirt_set_mode(devirt_mode mode);

/* Names the profile file. `pattern` is copied; it may use %p (process id), %h (host), %m (module
 * signature), %t (TMPDIR) and %%. Takes precedence over DEVIRT_PROFILE_FILE. NULL: back to it. */
void devirt_set_profile_file(const char *pattern);

/* Adds what was recorded since the last dump to the profile file and starts counting anew.
 * Returns 0, or -1 after one line on standard error; nothing recorded is lost by a failure, the
 * next dump tries again. Safe to call from any thread; not from a signal handler. */
int devirt_dump(void);

/* Forgets what was recorded since the last dump. */
void devirt_reset(void);

#ifdef __cplusplus
}
#endif

#endif

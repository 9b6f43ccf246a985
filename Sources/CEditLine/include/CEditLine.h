#ifndef CEDITLINE_H
#define CEDITLINE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A terminal's line editor with history, over libedit.
typedef struct DevirtOpaqueEditor *DevirtEditorRef;

/// Called while a line is edited, when `wake` has something to read: reads it, and gives what is to
/// be shown above the line, to be freed, or null.
typedef char *(*DevirtEditorNews)(void *context);

/// `history` is the file that keeps lines from session to session, or null; `wake` a descriptor
/// that says there is news, or -1. Null if there is no terminal or no memory.
DevirtEditorRef DevirtCreateEditor(const char *program, const char *history, int wake,
                                   DevirtEditorNews news, void *context);

void DevirtDisposeEditor(DevirtEditorRef editor);

/// Reads a line, its newline included. Null at the end of the input, or, with `*interrupted`, if
/// the line was given up with Ctrl-C. Valid until the next call.
const char *DevirtReadLine(DevirtEditorRef editor, const char *prompt, bool *interrupted);

/// Adds an input, of any number of lines, to the history.
void DevirtAddHistory(DevirtEditorRef editor, const char *text);

#ifdef __cplusplus
}
#endif

#endif

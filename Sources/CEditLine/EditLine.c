#include "CEditLine.h"

#include <errno.h>
#include <histedit.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

struct DevirtOpaqueEditor {
  EditLine *line;
  History *history;
  char *file;
  const char *prompt;
  int wake;
  DevirtEditorNews news;
  void *context;
  bool interrupted;
};

static struct DevirtOpaqueEditor *of(EditLine *line) {
  void *data = NULL;
  el_get(line, EL_CLIENTDATA, &data);
  return data;
}

static char *prompt(EditLine *line) { return (char *)of(line)->prompt; }

// Shows news above the line, which is drawn again below it.
static void showNews(struct DevirtOpaqueEditor *editor) {
  char *text = editor->news ? editor->news(editor->context) : NULL;
  if (!text)
    return;
  fprintf(stdout, "\r\033[K%s", text);
  fflush(stdout);
  free(text);
  el_set(editor->line, EL_REFRESH);
}

// As libedit's own, but waits for news, too.
static int getCharacter(EditLine *line, wchar_t *result) {
  struct DevirtOpaqueEditor *editor = of(line);
  mbstate_t state;
  memset(&state, 0, sizeof(state));
  for (;;) {
    struct pollfd wanted[2] = {{STDIN_FILENO, POLLIN, 0}, {editor->wake, POLLIN, 0}};
    if (poll(wanted, editor->wake < 0 ? 1 : 2, -1) < 0) {
      if (errno == EINTR && !editor->interrupted)
        continue;
      return 0;
    }
    if (editor->wake >= 0 && wanted[1].revents & POLLIN)
      showNews(editor);
    if (!wanted[0].revents)
      continue;
    char byte;
    ssize_t got = read(STDIN_FILENO, &byte, 1);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return 0;
    // Ctrl-C, which is a character while a line is edited.
    if (byte == 3) {
      editor->interrupted = true;
      return 0;
    }
    size_t length = mbrtowc(result, &byte, 1, &state);
    if (length == (size_t)-1) {
      memset(&state, 0, sizeof(state));
      continue;
    }
    if (length != (size_t)-2)
      return 1;
  }
}

DevirtEditorRef DevirtCreateEditor(const char *program, const char *file, int wake,
                                   DevirtEditorNews news, void *context) {
  struct DevirtOpaqueEditor *editor = calloc(1, sizeof(*editor));
  if (!editor)
    return NULL;
  editor->wake = wake;
  editor->news = news;
  editor->context = context;
  editor->prompt = "";
  editor->line = el_init(program, stdin, stdout, stderr);
  editor->history = history_init();
  editor->file = file ? strdup(file) : NULL;
  if (!editor->line || !editor->history) {
    DevirtDisposeEditor(editor);
    return NULL;
  }
  el_set(editor->line, EL_CLIENTDATA, editor);
  el_set(editor->line, EL_PROMPT, prompt);
  el_set(editor->line, EL_EDITOR, "emacs");
  el_set(editor->line, EL_SIGNAL, 0);
  el_set(editor->line, EL_SETTY, "-d", "-isig", NULL);
  el_set(editor->line, EL_BIND, "^R", "em-inc-search-prev", NULL);
  el_set(editor->line, EL_HIST, history, editor->history);
  el_set(editor->line, EL_GETCFN, getCharacter);
  // What the user has set up counts.
  el_source(editor->line, NULL);
  HistEvent event;
  history(editor->history, &event, H_SETSIZE, 2000);
  history(editor->history, &event, H_SETUNIQUE, 1);
  if (editor->file)
    history(editor->history, &event, H_LOAD, editor->file);
  return editor;
}

void DevirtDisposeEditor(DevirtEditorRef editor) {
  if (editor->line)
    el_end(editor->line);
  if (editor->history)
    history_end(editor->history);
  free(editor->file);
  free(editor);
}

const char *DevirtReadLine(DevirtEditorRef editor, const char *prompt, bool *interrupted) {
  editor->prompt = prompt;
  editor->interrupted = false;
  int length = 0;
  const char *text = el_gets(editor->line, &length);
  *interrupted = editor->interrupted;
  if (*interrupted) {
    fputs("^C\n", stdout);
    fflush(stdout);
  }
  return *interrupted || length <= 0 ? NULL : text;
}

void DevirtAddHistory(DevirtEditorRef editor, const char *text) {
  HistEvent event;
  history(editor->history, &event, H_ENTER, text);
  if (editor->file)
    history(editor->history, &event, H_SAVE, editor->file);
}

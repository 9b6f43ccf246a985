/* Lua as a program embeds it. Arguments: a Lua file, iterations. The file returns a list of pairs
   of a name and a function; an iteration calls every function once, and prints its result. */
#include "iterations.h"

#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

static void check(lua_State *lua, int status) {
  if (status == LUA_OK)
    return;
  fprintf(stderr, "%s\n", lua_tostring(lua, -1));
  exit(1);
}

/* Calls the function of the pair at `index` of the list on top of the stack. */
static void run_part(lua_State *lua, lua_Integer index) {
  double start;
  const char *name;
  lua_geti(lua, -1, index);
  lua_geti(lua, -1, 1);
  name = lua_tostring(lua, -1);
  lua_geti(lua, -2, 2);
  start = seconds_now();
  check(lua, lua_pcall(lua, 0, 1, 0));
  record_time(name, seconds_now() - start);
  printf("%s %s\n", name, luaL_tolstring(lua, -1, NULL));
  lua_pop(lua, 4);
}

int main(int argc, char **argv) {
  const long iterations = count_argument(argc, argv, 2);
  long iteration;
  lua_Integer index, parts;
  lua_State *const lua = luaL_newstate();
  luaL_openlibs(lua);
  check(lua, luaL_loadfile(lua, argv[1]));
  check(lua, lua_pcall(lua, 0, 1, 0));
  parts = luaL_len(lua, -1);
  open_times();
  for (iteration = 0; iteration < iterations; ++iteration)
    for (index = 1; index <= parts; ++index)
      run_part(lua, index);
  close_times();
  lua_close(lua);
}

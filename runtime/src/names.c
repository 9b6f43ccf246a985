#include "names.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

struct devirt_named {
  uintptr_t address;
  size_t size; /* 0: a function */
  const char *name;
};

static int by_address(const void *a, const void *b, void *context) {
  const struct devirt_named *x = a, *y = b;
  (void)context;
  if (x->address != y->address)
    return x->address < y->address ? -1 : 1;
  if (x->size != y->size)
    return x->size < y->size ? -1 : 1;
  return strcmp(x->name, y->name); /* folded functions: the same name in every run */
}

bool devirt_names_open(devirt_names *names, devirt_arena *arena, devirt_state *states) {
  *names = (devirt_names){.arena = arena};
  size_t count = 0;
  for (devirt_state *state = states; state; state = state->next)
    count += (size_t)state->module->symbol_count;
  names->index = devirt_arena_alloc(arena, (count + 1) * sizeof *names->index);
  if (!names->index)
    return false;
  for (devirt_state *state = states; state; state = state->next) {
    const devirt_module *module = state->module;
    for (uint64_t i = 0; i < module->symbol_count; ++i) {
      const devirt_symbol *symbol = &module->symbols[i];
      if (!symbol->address) /* weak and undefined */
        continue;
      names->index[names->count++] = (struct devirt_named){
          (uintptr_t)symbol->address, symbol->size, module->names + symbol->name};
    }
    Dl_info info;
    if (!names->self && dladdr(module, &info))
      names->self = info.dli_fbase;
  }
  devirt_sort(names->index, names->count, sizeof *names->index, by_address, NULL);
  return true;
}

/* The first symbol of the kind at the last address that is not beyond `address`. */
static const struct devirt_named *registered(const devirt_names *names, uintptr_t address,
                                             bool vtable) {
  size_t low = 0, high = names->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (names->index[middle].address <= address)
      low = middle + 1;
    else
      high = middle;
  }
  const struct devirt_named *found = NULL;
  for (size_t i = low; i-- > 0;) {
    const struct devirt_named *symbol = &names->index[i];
    if (symbol->address != names->index[low - 1].address)
      break;
    bool inside = symbol->size ? address - symbol->address < symbol->size
                               : address == symbol->address;
    if (inside && (symbol->size != 0) == vtable)
      found = symbol;
  }
  return found;
}

static const char *base_name(const char *path) {
  const char *slash = path ? strrchr(path, '/') : NULL;
  const char *base = slash ? slash + 1 : path;
  return base && base[0] ? base : "?";
}

static const char *text(devirt_names *names, const char *object, uintptr_t offset) {
  size_t size = strlen(object) + 24;
  char *buffer = devirt_arena_alloc(names->arena, size);
  if (!buffer)
    return "?";
  snprintf(buffer, size, "%s+0x%llx", object, (unsigned long long)offset);
  return buffer;
}

static devirt_target find_function(devirt_names *names, const void *address) {
  devirt_target target = {.name = "?"};
  const struct devirt_named *known = registered(names, (uintptr_t)address, false);
  if (!known) {
    known = registered(names, (uintptr_t)address, true);
    if (known && known->address != (uintptr_t)address)
      known = NULL;
  }
  if (known) {
    target.name = known->name;
    return target;
  }
  Dl_info info;
  if (!address || !dladdr(address, &info))
    return target;
  const char *object = base_name(info.dli_fname);
  if (info.dli_fbase != names->self)
    target.object = object;
  if (info.dli_sname && info.dli_saddr == address)
    target.name = info.dli_sname;
  else
    target.name = text(names, object, (uintptr_t)address - (uintptr_t)info.dli_fbase);
  return target;
}

struct span {
  uintptr_t begin, end;
};

static int contains(struct dl_phdr_info *info, size_t size, void *context) {
  const struct span *span = context;
  (void)size;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    uintptr_t begin = (uintptr_t)(info->dlpi_addr + segment->p_vaddr);
    if (segment->p_type == PT_LOAD && (segment->p_flags & PF_R) && span->begin >= begin &&
        span->end <= begin + segment->p_memsz)
      return 1;
  }
  return 0;
}

devirt_target devirt_names_find(devirt_names *names, const void *value, int32_t slot) {
  if (slot < 0)
    return find_function(names, value);
  /* A vtable. Its memory is read only where an object or a registered symbol vouches for it. */
  uintptr_t address = (uintptr_t)value;
  struct span entry = {address + (uintptr_t)slot, address + (uintptr_t)slot + sizeof(void *)};
  const struct devirt_named *known = registered(names, address, true);
  bool readable = entry.end > address && entry.end > entry.begin &&
                  ((known && entry.end <= known->address + known->size) ||
                   dl_iterate_phdr(contains, &entry));
  const void *function = NULL;
  if (readable)
    memcpy(&function, (const void *)entry.begin, sizeof function);
  devirt_target target = find_function(names, function);
  Dl_info info;
  if (known) {
    target.vtable = known->name;
    target.vtable_offset = (uint32_t)(address - known->address);
  } else if (dladdr(value, &info) && info.dli_sname && (uintptr_t)info.dli_saddr <= address) {
    target.vtable = info.dli_sname;
    target.vtable_offset = (uint32_t)(address - (uintptr_t)info.dli_saddr);
  }
  return target;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * How much memory there is: /proc/meminfo, and the limits of every control
 * group this process is in (version 1 or 2), each less what the group uses.
 * File pages the kernel can drop at once do not count as used.
 */
#include "layout.h"
#include "size.h"

#include <stdio.h>
#include <string.h>

#define PATH_BYTES 4096

/* The number after `key` at the start of a line of `path`; "" for the first
 * number of the file. False if there is none ("max"). */
static bool read_number(const char *path, const char *key, uint64_t *value)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool found = false;
    char line[512];
    size_t length = strlen(key);
    while (!found && fgets(line, sizeof line, file) != NULL) {
        const char *at = line + length;
        if (strncmp(line, key, length) != 0)
            continue;
        at += strspn(at, " \t");
        found = drusti_scan_number(&at, value);
    }
    fclose(file);
    return found;
}

/* Where a version of control groups keeps the three numbers. */
struct group_files {
    const char *mount;
    const char *limit;
    const char *used;
    const char *droppable; /* key in memory.stat */
};
static const struct group_files version1 = {"/sys/fs/cgroup/memory", "memory.limit_in_bytes",
                                            "memory.usage_in_bytes", "total_inactive_file "};
static const struct group_files version2 = {"/sys/fs/cgroup", "memory.max", "memory.current",
                                            "inactive_file "};

/* What the group at `folder` leaves, or UINT64_MAX if it has no limit. */
static uint64_t group_left(const struct group_files *files, const char *folder)
{
    char path[PATH_BYTES + 64];
    uint64_t limit, used, droppable = 0;
    snprintf(path, sizeof path, "%s/%s", folder, files->limit);
    if (!read_number(path, "", &limit))
        return UINT64_MAX;
    snprintf(path, sizeof path, "%s/%s", folder, files->used);
    if (!read_number(path, "", &used))
        return UINT64_MAX;
    snprintf(path, sizeof path, "%s/memory.stat", folder);
    if (read_number(path, files->droppable, &droppable))
        used -= droppable < used ? droppable : used;
    return used < limit ? limit - used : 0;
}

/* The least that the group `name` and the groups around it leave. */
static uint64_t groups_left(const struct group_files *files, const char *name)
{
    char folder[PATH_BYTES];
    size_t mount = strlen(files->mount);
    if (snprintf(folder, sizeof folder, "%s%s", files->mount, name) >= (int)sizeof folder)
        return UINT64_MAX;
    uint64_t least = UINT64_MAX;
    for (;;) {
        uint64_t left = group_left(files, folder);
        if (left < least)
            least = left;
        char *slash = strrchr(folder, '/');
        if (slash == NULL || slash < folder + mount)
            return least;
        *slash = '\0';
    }
}

/* True if the comma-separated list names the memory controller. */
static bool names_memory(const char *list)
{
    size_t length = strlen("memory");
    for (const char *at = list; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, "memory", length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

uint64_t drusti_memory_available(void)
{
    uint64_t kibibytes;
    if (!read_number("/proc/meminfo", "MemAvailable:", &kibibytes))
        return 0;
    uint64_t least = kibibytes * 1024;

    FILE *file = fopen("/proc/self/cgroup", "re");
    if (file == NULL)
        return least;
    char line[PATH_BYTES];
    while (fgets(line, sizeof line, file) != NULL) { /* "ID:CONTROLLERS:PATH" */
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *name = controllers == NULL ? NULL : strchr(controllers + 1, ':');
        if (name == NULL)
            continue;
        *name++ = '\0';
        controllers++;
        uint64_t left = UINT64_MAX;
        if (*controllers == '\0')
            left = groups_left(&version2, name);
        else if (names_memory(controllers))
            left = groups_left(&version1, name);
        if (left < least)
            least = left;
    }
    fclose(file);
    return least;
}

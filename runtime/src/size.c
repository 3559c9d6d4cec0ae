/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Parsing by hand: strtoull accepts signs and white space and wraps "-1".
 */
#include "size.h"

#include <stdio.h>

bool drusti_scan_number(const char **text, uint64_t *value)
{
    uint64_t result = 0;
    const char *at = *text;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (__builtin_mul_overflow(result, 10u, &result) ||
            __builtin_add_overflow(result, (unsigned)(*at - '0'), &result))
            return false;
    }
    if (at == *text)
        return false;
    *value = result;
    *text = at;
    return true;
}

bool drusti_parse_number(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *value)
{
    uint64_t result;
    if (!drusti_scan_number(&text, &result) || *text != '\0' || result < minimum ||
        result > maximum)
        return false;
    *value = result;
    return true;
}

bool drusti_parse_size(const char *text, uint64_t *bytes)
{
    uint64_t number;
    if (!drusti_scan_number(&text, &number))
        return false;
    unsigned shift = 0;
    switch (*text) {
    case 'k':
    case 'K':
        shift = 10;
        break;
    case 'm':
    case 'M':
        shift = 20;
        break;
    case 'g':
    case 'G':
        shift = 30;
        break;
    default:
        break;
    }
    if (text[shift != 0] != '\0' || number == 0 || number > (uint64_t)INT64_MAX >> shift)
        return false;
    *bytes = number << shift;
    return true;
}

const char *drusti_format_size(uint64_t bytes, char text[DRUSTI_SIZE_TEXT])
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    unsigned unit = 0;
    uint64_t whole = bytes, rest = 0;
    while (whole >= 1024 && unit < 4) {
        rest = whole % 1024;
        whole /= 1024;
        unit++;
    }
    uint64_t tenth = rest * 10 / 1024;
    if (tenth != 0)
        snprintf(text, DRUSTI_SIZE_TEXT, "%llu.%llu %s", (unsigned long long)whole,
                 (unsigned long long)tenth, units[unit]);
    else
        snprintf(text, DRUSTI_SIZE_TEXT, "%llu %s", (unsigned long long)whole, units[unit]);
    return text;
}

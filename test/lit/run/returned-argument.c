/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What strchr, bsearch and their like return out of an object stays valid while
 * it is used, also when the object is a read copy that wants to be evicted.
 *
 * RUN: %drustcc -O0 -Wall -Wextra -Werror %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -Werror %s -o %t2 %libs
 * RUN: %t0 | FileCheck %s && env DRUST_BIRTHS=seed:5 %t2 | FileCheck %s
 * RUN: %run2 %t0 | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:6 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 1M %t2 | FileCheck %s
 * RUN: %drust run -n 4 --cache 1M --stats %t2 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers 'evictions>=50'
 * CHECK: 0 wrong, key 37, value 74
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 200 };

struct text {
    int number;
    char words[32000];
};
struct entry {
    int key, value;
};

static struct text *DRUST_OWNED make(int number)
{
    struct text *DRUST_OWNED t = drust_new(struct text);
    t->number = number;
    char *at = t->words;
    sprintf(at, "first %d, second %d", number, number * 2);
    return t;
}

static const char *DRUST_BORROW _Nullable second(const struct text *DRUST_BORROW t)
{
    const char *comma = strchr(t->words, ',');
    return comma ? strstr(comma, "second") : NULL;
}

static int compare(const void *left, const void *right)
{
    const struct entry *l = left, *r = right;
    return (l->key > r->key) - (l->key < r->key);
}

static const struct entry *DRUST_BORROW _Nullable look_up(const struct entry *DRUST_BORROW table,
                                                          int key)
{
    struct entry wanted = {key, 0};
    return bsearch(&wanted, table, 50, sizeof wanted, compare);
}

int main(void)
{
    struct text *DRUST_OWNED blocks[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        drust_thread t = drust_spawn_on((unsigned)i % drust_servers(), make, i);
        drust_join(t, &blocks[i]);
    }
    int wrong = 0;
    const char *first = strstr(blocks[1]->words, "second");
    for (int i = 0; i < BLOCKS; i++) {
        const char *at = second(blocks[i]);
        char digits[16];
        sprintf(digits, "second %d", i * 2);
        wrong += at == NULL || strcmp(at, digits) != 0;
        wrong += *strchr(first, ' ') != ' ' || strcmp(first, "second 2") != 0;
    }
    struct entry *DRUST_OWNED table = drust_new_array(struct entry, 50);
    for (int i = 0; i < 50; i++)
        table[i] = (struct entry){i, 2 * i};
    const struct entry *found = look_up(table, 37);
    printf("%d wrong, key %d, value %d\n", wrong, found ? found->key : -1,
           found ? found->value : -1);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * drust_sort, drust_search and drust_strdup: of owned arrays at home and
 * elsewhere, of elements that own, of parts, of untracked arrays; the compare
 * function reads what the elements own on whichever server that lies.
 *
 * RUN: %drustcc -O0 -Wall -Wextra %s -o %t0 %libs
 * RUN: %drustcc -O2 -Wall -Wextra %s -o %t2 %libs
 * RUN: %drustcc -O2 -Wall -Wextra -fplugin-arg-drust-plain %s -o %t.plain %libs
 * RUN: %t.plain go | FileCheck %s
 * RUN: %run1 %t0 go | FileCheck %s
 * RUN: env DRUST_BIRTHS=seed:5 %drust run -n 1 %t0 go | FileCheck %s
 * RUN: %run2 --stats %t0 go 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: %run4 --stats %t2 go 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * RUN: env DRUST_BIRTHS=seed:9 DRUST_COLOUR_BITS=3 DRUST_PLACE=random:7 %drust run -n 4 --cache 1M --stats %t2 go 2>%t.stats | FileCheck %s
 * RUN: %S/Inputs/expect-stats %t.stats 'homed==frees' no-leftovers
 * CHECK: 0 failures
 *
 * RUN: not %run1 %t0 beyond 2>&1 | FileCheck --check-prefix=BEYOND %s
 * RUN: not %run1 %t2 null 2>&1 | FileCheck --check-prefix=NULL %s
 * RUN: not %run1 %t2 text 2>&1 | FileCheck --check-prefix=TEXT %s
 * BEYOND: sort.c:{{[0-9]+}}: drust_sort(numbers, 4, by_value): 4 elements, but the array has 3
 * NULL: sort.c:{{[0-9]+}}: drust_search(&key, none, 1, by_value): NULL has no 1 elements
 * TEXT: sort.c:{{[0-9]+}}: {{.*}}drust_strdup(nothing){{.*}}: the string is NULL
 */
#include <drust.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void expect(const char *what, long is, long want)
{
    if (is != want) {
        printf("%s: %ld, not %ld\n", what, is, want);
        failures++;
    }
}

static int by_value(const int *DRUST_BORROW a, const int *DRUST_BORROW b)
{
    return *a < *b ? -1 : *a > *b;
}

struct person {
    char *DRUST_OWNED name;
    int age;
};
typedef struct person *DRUST_OWNED person_box;

static int by_name(const struct person *DRUST_BORROW a, const struct person *DRUST_BORROW b)
{
    return strcmp(a->name, b->name);
}

static int by_name_behind(const person_box *DRUST_BORROW a, const person_box *DRUST_BORROW b)
{
    return strcmp((*a)->name, (*b)->name);
}

static char *DRUST_OWNED name_of(int i)
{
    char text[16];
    snprintf(text, sizeof text, "n%05d", i);
    return drust_strdup(text);
}

/* A permutation of 0 .. count - 1; count and 7919 have no common divisor. */
static int shuffled(int i, int count)
{
    return (int)((long)i * 7919 % count);
}

static int *DRUST_OWNED make_numbers(int count)
{
    int *DRUST_OWNED numbers = drust_new_array(int, count);
    for (int i = 0; i < count; i++)
        numbers[i] = shuffled(i, count);
    return numbers;
}

static struct person *DRUST_OWNED make_people(int count)
{
    struct person *DRUST_OWNED people = drust_new_array(struct person, count);
    for (int i = 0; i < count; i++) {
        char *DRUST_OWNED name = NULL;
        drust_thread thread =
            drust_spawn_on((unsigned)i % drust_servers(), name_of, shuffled(i, count));
        drust_join(thread, &name);
        people[i].name = name;
        people[i].age = shuffled(i, count);
    }
    return people;
}

static int check_numbers(const int *DRUST_BORROW numbers, int count)
{
    int wrong = 0;
    for (int i = 0; i < count; i++)
        wrong += numbers[i] != i;
    return wrong;
}

static void numbers_on(unsigned server)
{
    int *DRUST_OWNED numbers = NULL;
    drust_thread thread = drust_spawn_on(server % drust_servers(), make_numbers, 10000);
    drust_join(thread, &numbers);
    drust_sort(numbers, drust_len(numbers), by_value);
    expect("numbers", check_numbers(numbers, 10000), 0);
    for (int key = -1; key <= 10000; key += 77) {
        size_t found = drust_search(&key, numbers, drust_len(numbers), by_value);
        expect("found", (long)found, key < 0 || key == 10000 ? 10000 : key);
    }
    numbers[0] = 5;
    numbers[5] = 0;
    drust_sort(&numbers[1], 9, by_value); /* a part */
    expect("outside", numbers[0], 5);
    expect("inside", numbers[1], 0);
    expect("inside", numbers[9], 9);
}

static void sort_people(struct person *DRUST_MUT_BORROW people, size_t count)
{
    drust_sort(people, count, by_name);
}

static long find_person(const struct person *DRUST_BORROW people, long count,
                        const struct person *DRUST_BORROW key)
{
    return (long)drust_search(key, people, (size_t)count, by_name);
}

static void people_on(unsigned server)
{
    enum { COUNT = 100 };
    struct person *DRUST_OWNED people = NULL;
    drust_thread thread = drust_spawn_on(server % drust_servers(), make_people, COUNT);
    drust_join(thread, &people);
    sort_people(people, COUNT);
    for (int i = 0; i < COUNT; i++) {
        char *DRUST_OWNED name = name_of(i);
        expect("an age", people[i].age, i);
        expect("a name", strcmp(people[i].name, name), 0);
    }
    struct person *DRUST_OWNED key = drust_new(struct person);
    for (int i = 0; i <= COUNT; i += 9) {
        key->name = name_of(i);
        long found = -1;
        expect("here", (long)drust_search(key, people, COUNT, by_name), i < COUNT ? i : COUNT);
        drust_scope {
            thread = drust_spawn_on((unsigned)i % drust_servers(), find_person, people, COUNT, key);
            drust_join(thread, &found);
        }
        expect("elsewhere", found, i < COUNT ? i : COUNT);
    }
}

struct team {
    int used;
    person_box members[16];
};

static void members(void)
{
    struct team *DRUST_OWNED team = drust_new(struct team);
    for (team->used = 0; team->used < 16; team->used++) {
        struct person *DRUST_OWNED p = drust_new(struct person);
        p->name = name_of(shuffled(team->used, 16));
        p->age = shuffled(team->used, 16);
        team->members[team->used] = p;
    }
    drust_sort(team->members, (size_t)team->used, by_name_behind);
    for (int i = 0; i < 16; i++)
        expect("a member", team->members[i]->age, i);
    expect("a found member",
           (long)drust_search(&team->members[3], team->members, 16, by_name_behind), 3);
}

static void others(void)
{
    int plain[9] = {8, 7, 6, 5, 4, 3, 2, 1, 0}, key = 4;
    drust_sort(plain, 9, by_value);
    expect("an untracked array", plain[0] * 10 + plain[8], 8);
    expect("found there", (long)drust_search(&key, plain, 9, by_value), 4);
    int *DRUST_OWNED none = NULL;
    drust_sort(none, drust_len(none), by_value);
    expect("none", (long)drust_search(&key, none, 0, by_value), 0);
    char *DRUST_OWNED text = drust_strdup("text");
    expect("length", (long)drust_len(text), 5);
    char *DRUST_OWNED copy = drust_strdup(text);
    copy[0] = 'n';
    expect("text", strcmp(text, "text"), 0);
    expect("copy", strcmp(copy, "next"), 0);
    const char *DRUST_BORROW end = &text[2];
    copy = drust_strdup(end);
    expect("end", strcmp(copy, "xt"), 0);
    expect("empty", (long)strlen(drust_strdup("")), 0);
}

int main(int argc, char **argv)
{
    const char *what = argv[argc - 1];
    int *DRUST_OWNED numbers = drust_new_array(int, 3);
    int *DRUST_OWNED none = NULL;
    const char *nothing = NULL;
    int key = 0;
    if (strcmp(what, "beyond") == 0)
        drust_sort(numbers, 4, by_value);
    if (strcmp(what, "null") == 0)
        key = (int)drust_search(&key, none, 1, by_value);
    if (strcmp(what, "text") == 0)
        drust_drop(drust_strdup(nothing));
    for (unsigned server = 0; server < 4; server++) {
        numbers_on(server);
        people_on(server);
    }
    members();
    others();
    printf("%d failures\n", failures);
    return failures != 0;
}

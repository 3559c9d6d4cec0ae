/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A global that a thread writes, directly or in a function that it calls by
 * name: a warning, once each, with the way there. Not in functions that no
 * thread runs.
 *
 * RUN: %drustcc -fsyntax-only -Xclang -verify %s
 */
static int counter, totals[4];
static struct { int a; } box;
static const int limit = 4;
static _Thread_local int mine;
extern int elsewhere;
void before(void)
{
    elsewhere++;
    // expected-warning@-1 {{'elsewhere', of which each server has its own, is written by 'before', which a thread runs [drust-global]}}
    // expected-note@#spawn {{'work' is spawned here}}
    // expected-note@#deep {{'deep' is called here}}
    // expected-note@#before {{'before' is called here}}
}

#include <drust.h>

void deep(void)
{
    totals[1] += 1;
    // expected-warning@-1 {{'totals', of which each server has its own, is written by 'deep', which a thread runs [drust-global]}}
    // expected-note@#spawn {{'work' is spawned here}}
    // expected-note@#deep {{'deep' is called here}}
    before(); // #before
}
long work(int n)
{
    static int calls;
    int local = limit;
    calls++;
    // expected-warning@-1 {{'calls', of which each server has its own, is written by 'work', which a thread runs [drust-global]}}
    // expected-note@#spawn {{'work' is spawned here}}
    counter = n;
    // expected-warning@-1 {{'counter', of which each server has its own, is written by 'work', which a thread runs [drust-global]}}
    // expected-note@#spawn {{'work' is spawned here}}
    box.a = n;
    // expected-warning@-1 {{'box', of which each server has its own, is written by 'work', which a thread runs [drust-global]}}
    // expected-note@#spawn {{'work' is spawned here}}
    DRUST_ALLOW("global") {
        counter = n;
    }
    mine = n;
    local += n;
    deep(); // #deep
    return local + counter + totals[0];
}
void good(int n)
{
    counter = n;
}
void start(void)
{
    drust_thread t = drust_spawn(work, 1); // #spawn
    drust_join(t, (long *)NULL);
    t = drust_spawn(work, 2);
    drust_join(t, (long *)NULL);
}

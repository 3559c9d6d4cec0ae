/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What a user writes beside a pointer's star. The table is attributes.def; the
 * meaning of every macro is in attrs/README.md. Included by drust.h.
 */
#ifndef DRUST_ATTRS_H
#define DRUST_ATTRS_H

#ifdef DRUST_SYNTAX_ONLY
/* Other tools (editors, static analysers) read the program without kinds. The
 * undefined symbol keeps such an object from ever being linked: it has no
 * drops in it. */
#define DRUST_OWNED
#define DRUST_BORROW
#define DRUST_MUT_BORROW
#define DRUST_AFFINITY
#define DRUST_RAW
#define DRUST_VIEW
#define DRUST_FROM(...)
#define DRUST_DROP(function)
#define DRUST_COUNT(...)
#define DRUST_ALLOW(name)
extern const char drust_compiled_without_plugin;
__attribute__((used, retain)) static const char *const drust_syntax_only =
    &drust_compiled_without_plugin;
#else
#if !defined(__clang__) || !defined(__has_attribute)
#error                                                                                             \
    "DRust programs are compiled by clang with -fplugin=libdrust.so; 'drust config --cc --cflags' prints the command"
#elif !__has_attribute(drust_owned)
#error                                                                                             \
    "the DRust plugin is not loaded: add 'drust config --cflags' (-fplugin=libdrust.so) to the compiler's flags"
#endif
#define DRUST_OWNED __attribute__((drust_owned))
#define DRUST_BORROW __attribute__((drust_borrow))
#define DRUST_MUT_BORROW __attribute__((drust_mut_borrow))
#define DRUST_AFFINITY __attribute__((drust_affinity))
#define DRUST_RAW __attribute__((drust_raw))
#define DRUST_VIEW __attribute__((drust_view))
/* Its operands are parameters declared behind it, so it passes their names on. */
#define DRUST_FROM(...) __attribute__((drust_from(#__VA_ARGS__)))
#define DRUST_DROP(function) __attribute__((drust_dropped_by(function)))
/* As text: it may name parameters that stand behind this one. */
#define DRUST_COUNT(...) __attribute__((drust_count(DRUST_COUNT_TEXT(__VA_ARGS__))))
#define DRUST_COUNT_TEXT(...) #__VA_ARGS__
/* DRUST_ALLOW("unused-owner") before a declaration, a definition or a statement
 * (a block, too): that warning of the plugin is not given inside. Clang's own
 * attribute for analysers, since a plugin can add none to statements. */
#define DRUST_ALLOW(name) __attribute__((suppress("drust-" name)))
#endif

#ifdef DRUST_SHORT
#define own DRUST_OWNED
#define ref DRUST_BORROW
#define mref DRUST_MUT_BORROW
#define aff DRUST_AFFINITY
#endif

#endif

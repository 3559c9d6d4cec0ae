/*
 * The coherence protocol (design, sections 3 to 5) with NS servers, an object
 * P and an object C that a field of P owns.  One iteration of the loop below
 * is one step of one thread or of the engine: a guard picks the operation and
 * its parameters, then the operation and the audit run without interruption.
 *
 * The guards are what the compiler's checker allows (single writer or many
 * readers, disjoint parts apart); the actions are what the runtime does.
 * A slice sets the features it wants; everything else is off.
 */

#ifndef READERS
#define READERS 0 /* threads that may hold a shared borrow, at most 2 */
#endif
#ifndef LOCAL_READERS
#define LOCAL_READERS 0 /* readers may also run on the writer's server */
#endif
#ifndef BY_VALUE
#define BY_VALUE 0 /* ranges of P are lent by value */
#endif
#ifndef LEND_ON
#define LEND_ON 0 /* a reader lends its borrow on */
#endif
#ifndef MUT_P
#define MUT_P 0
#endif
#ifndef MUT_C
#define MUT_C 0
#endif
#ifndef MOVE
#define MOVE 0 /* the owner moves to another server */
#endif
#ifndef DROP
#define DROP 0 /* P is dropped and born again */
#endif
#ifndef SPILL
#define SPILL 0 /* an object is born on another server */
#endif
#ifndef CHILD
#define CHILD 0
#endif
#ifndef REPLACE_C
#define REPLACE_C 0 /* C alone is dropped and born again */
#endif
#ifndef PARTS
#define PARTS 0 /* local borrows of P->data */
#endif
#ifndef CALLS
#define CALLS 0 /* such a borrow is returned by a call */
#endif
#ifndef CLEAR
#define CLEAR 0
#endif

mtype = { READ_P, READ_C, UNPIN, WRITE_P, OPEN_P, WRITE_C, LEND_P, LEND_C,
	  LEND_RANGE, LEND_MUT_P, RETURN_P, MOVE_OWNER, LEND_MUT_C, RETURN_C,
	  DROP_P, NEW_P, DROP_C, NEW_C, BORROW, BORROW_MUT, WRITE_PART,
	  END_PART, CALL_BORROW, CALLEE_RETURNS, TAKE_RETURNED, READ_LENT_MUT,
	  WRITE_LENT_C, READER_P, READER_C, END_READER, READER_LENDS, FETCHED,
	  EVICT, FREE_ARRIVES, DROP_ARRIVES, ANSWER, CLEAR_BLOCK };

#include "state.pml"
#include "resolve.pml"
#include "audit.pml"
#include "actions.pml"

/* ---- who may do what ---- */

#define IDLE (waits == 0 && rec[MY_P].st != WAIT && rec[MY_C].st != WAIT && \
	      rec[PART].st != WAIT && rec[CALLEE].st != WAIT && \
	      rec[CALLEE].st == NONE && rec[RETURNED].st == NONE)
#define ANY_READER (rd[0].k != 0 || rd[1].k != 0)
#define P_READER(q) (rd[q].k == READS_P || rd[q].k == READS_RANGE)
#define ANY_P_READER (P_READER(0) || P_READER(1))
#define UNBORROWED (!ANY_READER && cx == 0 && part == 0)

#define MAY_READ_P (LIVE_P && IDLE && cx != CX_RANGE && part != EXCLUSIVE)
#define MAY_READ_C (CHILD && LIVE_C && IDLE && cx == 0 && SEES_P(srv, MY_P))
#define MAY_WRITE_P (LIVE_P && IDLE && !ANY_P_READER && cx != CX_RANGE && part == 0)
/* C is about to be written, a borrow of the disjoint P->data may be alive. */
#define MAY_OPEN_P (CHILD && LIVE_C && IDLE && !ANY_READER && cx == 0 && \
		    part != 0 && !OPEN(pw, srv))
#if defined(NO_SLOT_RULE_IN_COPY)
#define SLOT_READY (SEES_P(srv, MY_P) && (!HERE(pw, srv) || pw.h == 0))
#elif defined(NO_SLOT_RULE_AT_HOME)
#define SLOT_READY HERE(pw, srv)
#else
#define SLOT_READY OPEN(pw, srv)
#endif
#define MAY_WRITE_C (CHILD && LIVE_C && IDLE && !ANY_READER && cx == 0 && SLOT_READY)

#define MAY_LEND(q, s) (READERS > q && rd[q].k == 0 && (q == 0 || rd[0].k != 0) && \
			(LOCAL_READERS || s != srv) && LIVE_P && IDLE)
#define MAY_LEND_P(q, s) (MAY_LEND(q, s) && cx == 0 && part != EXCLUSIVE)
#define MAY_LEND_C(q, s) (MAY_LEND(q, s) && MAY_READ_C)
#define MAY_LEND_RANGE(q, s) (BY_VALUE && MAY_LEND_P(q, s) && SEES_P(srv, MY_P))
#define MAY_LEND_MUT_P(s) (MUT_P && !lent && LIVE_P && IDLE && UNBORROWED && s != srv)
#define MAY_RETURN_P (lent && IDLE && UNBORROWED)
#define MAY_MOVE(s) (MOVE && !lent && LIVE_P && IDLE && UNBORROWED && s != srv)
#define MAY_LEND_MUT_C(s) (MUT_C && MAY_WRITE_C && s != srv)
#define MAY_LEND_MUT_RANGE(s) (MUT_C && BY_VALUE && MAY_WRITE_C && part == 0 && s != srv)
#define CX_IDLE (cx != 0 && !cx_waits && rec[CX_C].st != WAIT && !ANY_READER)
#define MAY_DROP_P (DROP && !lent && LIVE_P && IDLE && UNBORROWED && \
		    (HERE(pw, srv) || dead_child.a == NIL))
#define MAY_BE_BORN(s) (SPILL || s == srv)
#define MAY_NEW_P(s) (DROP && !LIVE_P && MAY_BE_BORN(s))
#define MAY_DROP_C (REPLACE_C && LIVE_C && IDLE && !ANY_READER && cx == 0 && OPEN(pw, srv))
#define MAY_NEW_C(s) (CHILD && (REPLACE_C || DROP) && LIVE_P && !LIVE_C && IDLE && \
		      !ANY_READER && cx == 0 && OPEN(pw, srv) && MAY_BE_BORN(s))
#define MAY_BORROW (PARTS && MAY_READ_P && part == 0)
#define MAY_BORROW_MUT (PARTS && MAY_WRITE_P)

#define READER_IDLE(q) (rd[q].k != 0 && rec[LENT_P(q)].st != WAIT && rec[LENT_C(q)].st != WAIT)
#define READER_SEES_C(q) (CHILD && LIVE_C && READER_IDLE(q) && \
			  (rd[q].k != READS_P || SEES_P(rd[q].s, LENT_P(q))))
#define MAY_LEND_ON(q, sv) (LEND_ON && READER_IDLE(q) && rd[1 - q].k == 0 && \
			    (LOCAL_READERS || sv != rd[q].s))
#define MAY_LEND_P_ON(q, sv) (MAY_LEND_ON(q, sv) && rd[q].k == READS_P)
#define MAY_LEND_C_ON(q, s) (MAY_LEND_ON(q, s) && READER_SEES_C(q))

#ifdef NO_EVICTION_PINS
#define MAY_EVICT(s, x) (ENT(s, x).st == READY)
#else
#define MAY_EVICT(s, x) (ENT(s, x).st == READY && ENT(s, x).pins == 0)
#endif
#define MAY_ANSWER(s, x) ((blk[x].inv >> s) & 1)
#define MAY_CLEAR(x) (CLEAR && blk[x].st == FREE && blk[x].birth > 0 && blk[x].inv == 0)

/*
 * A free block, the first of those that cannot be told apart.
 */
#if NS == 3
#define NO_ENTRY(x) (ENT(0, x).st == ABSENT && ENT(1, x).st == ABSENT && ENT(2, x).st == ABSENT)
#else
#define NO_ENTRY(x) (ENT(0, x).st == ABSENT && ENT(1, x).st == ABSENT)
#endif
#define BLOCK(s, b) ((s) * NB + b)
#define IS_FREE(s, b) (blk[BLOCK(s, b)].st == FREE)
#define LIKE_FIRST(s) (IS_FREE(s, 0) && blk[BLOCK(s, 0)].birth == blk[BLOCK(s, 1)].birth && \
		       blk[BLOCK(s, 0)].inv == blk[BLOCK(s, 1)].inv && \
		       NO_ENTRY(BLOCK(s, 0)) && NO_ENTRY(BLOCK(s, 1)))

/* ---- options: guard -> operation and parameters ---- */

#define IN_BLOCK(guard, s, o) \
	:: guard && IS_FREE(s, 0) -> op = o; n = BLOCK(s, 0) \
	IN_SECOND_BLOCK(guard, s, o)
#if NB == 2
#define IN_SECOND_BLOCK(guard, s, o) \
	:: guard && IS_FREE(s, 1) && !LIKE_FIRST(s) -> op = o; n = BLOCK(s, 1)
#else
#define IN_SECOND_BLOCK(guard, s, o)
#endif
#define EXCLUSIVELY(guard, w, s, o) \
	:: guard && HERE(w, s) -> op = o \
	IN_BLOCK(guard && !HERE(w, s), s, o)
#if NS == 3
#define THIRD(x) x
#else
#define THIRD(x)
#endif
#define TO_EACH(guard, o, v) \
	:: guard(0) -> op = o; n = v; t = 0 \
	:: guard(1) -> op = o; n = v; t = 1 \
	THIRD(:: guard(2) -> op = o; n = v; t = 2)
#define BORN_AT_EACH(guard, o) \
	IN_BLOCK(guard(0), 0, o) \
	IN_BLOCK(guard(1), 1, o) \
	THIRD(IN_BLOCK(guard(2), 2, o))
#define READER_TO_EACH(q, guard, o, v) \
	:: guard(q, 0) -> op = o; n = v; i = q; t = 0 \
	:: guard(q, 1) -> op = o; n = v; i = q; t = 1 \
	THIRD(:: guard(q, 2) -> op = o; n = v; i = q; t = 2)
#define BOTH_READERS(guard, o, v) \
	READER_TO_EACH(0, guard, o, v) \
	READER_TO_EACH(1, guard, o, v)
#define READER(q) \
	:: READER_IDLE(q) && rd[q].k == READS_P && !SEES_P(rd[q].s, LENT_P(q)) -> \
		op = READER_P; i = q \
	:: READER_SEES_C(q) && !HERE(cw, rd[q].s) && !MEMO(LENT_C(q), cw) -> \
		op = READER_C; i = q \
	:: READER_IDLE(q) -> op = END_READER; i = q
#define ENTRY(s, x) \
	:: ENT(s, x).st == FETCHING -> op = FETCHED; i = s; t = x \
	:: MAY_EVICT(s, x) -> op = EVICT; i = s; t = x \
	:: MAY_ANSWER(s, x) -> op = ANSWER; i = s; t = x
#define ADDRESS(x) \
	ENTRY(0, x) ENTRY(1, x) THIRD(ENTRY(2, x)) \
	:: blk[x].msg == MSG_FREE -> op = FREE_ARRIVES; t = x \
	:: blk[x].msg == MSG_DROP -> op = DROP_ARRIVES; t = x \
	:: MAY_CLEAR(x) -> op = CLEAR_BLOCK; t = x
#define PIN(r) :: rec[r].st == MAPPED -> op = UNPIN; i = r

inline choose()
{
	if
	:: MAY_READ_P && !HERE(pw, srv) && !MEMO(MY_P, pw) -> op = READ_P
	:: MAY_READ_C && !HERE(cw, srv) && !MEMO(MY_C, cw) -> op = READ_C
	EXCLUSIVELY(MAY_WRITE_P, pw, srv, WRITE_P)
	EXCLUSIVELY(MAY_OPEN_P, pw, srv, OPEN_P)
	EXCLUSIVELY(MAY_WRITE_C, cw, srv, WRITE_C)
	BOTH_READERS(MAY_LEND_P, LEND_P, 0)
	BOTH_READERS(MAY_LEND_C, LEND_C, 0)
	BOTH_READERS(MAY_LEND_RANGE, LEND_RANGE, 0)
	TO_EACH(MAY_LEND_MUT_P, LEND_MUT_P, 0)
	:: MAY_RETURN_P -> op = RETURN_P
	TO_EACH(MAY_MOVE, MOVE_OWNER, 0)
	TO_EACH(MAY_LEND_MUT_C, LEND_MUT_C, CX_WORD)
	TO_EACH(MAY_LEND_MUT_RANGE, LEND_MUT_C, CX_RANGE)
	:: CX_IDLE && IDLE -> op = RETURN_C
	:: MAY_DROP_P -> op = DROP_P
	BORN_AT_EACH(MAY_NEW_P, NEW_P)
	:: MAY_DROP_C -> op = DROP_C
	BORN_AT_EACH(MAY_NEW_C, NEW_C)
	:: MAY_BORROW -> op = BORROW
	EXCLUSIVELY(MAY_BORROW_MUT, pw, srv, BORROW_MUT)
	:: part == EXCLUSIVE && IDLE -> op = WRITE_PART
	:: part != 0 && IDLE -> op = END_PART
	:: CALLS && MAY_BORROW -> op = CALL_BORROW
	:: rec[CALLEE].st == MAPPED || rec[CALLEE].st == AT_HOME -> op = CALLEE_RETURNS
	:: rec[RETURNED].st != NONE -> op = TAKE_RETURNED
	:: CX_IDLE && !HERE(cw, cx_srv) && !MEMO(CX_C, cw) -> op = READ_LENT_MUT
	EXCLUSIVELY(CX_IDLE, cw, cx_srv, WRITE_LENT_C)
	READER(0)
	READER(1)
	BOTH_READERS(MAY_LEND_P_ON, READER_LENDS, READS_P)
	BOTH_READERS(MAY_LEND_C_ON, READER_LENDS, READS_C)
	PIN(0) PIN(1) PIN(2) PIN(3) PIN(CX_C)
	ADDRESS(0) ADDRESS(1)
#if NA > 2
	ADDRESS(2)
#endif
#if NA > 3
	ADDRESS(3)
#endif
#if NA > 4
	ADDRESS(4) ADDRESS(5)
#endif
	fi
}

inline perform()
{
	if
	:: op == READ_P ->
		d_step { printf("> S%d reads P\n", srv); resolve_shared(MY_P, srv, pw) }
	:: op == READ_C ->
		d_step { printf("> S%d reads C\n", srv); resolve_shared(MY_C, srv, cw) }
	:: op == UNPIN ->
		d_step { printf("> the pin of place %d is released\n", i); release(i) }
	:: op == WRITE_P -> d_step { do_write_P() }
	:: op == OPEN_P -> d_step { do_open_P() }
	:: op == WRITE_C -> d_step { do_write_C() }
	:: op == LEND_P -> d_step { do_lend_P() }
	:: op == LEND_C -> d_step { do_lend_C() }
	:: op == LEND_RANGE -> d_step { do_lend_range() }
	:: op == LEND_MUT_P -> d_step { do_lend_mut_P() }
	:: op == RETURN_P -> d_step { do_return_P() }
	:: op == MOVE_OWNER -> d_step { do_move_owner() }
	:: op == LEND_MUT_C -> d_step { do_lend_mut_C() }
	:: op == RETURN_C -> d_step { do_return_C() }
	:: op == DROP_P -> d_step { do_drop_P() }
	:: op == NEW_P -> d_step { do_new_P() }
	:: op == DROP_C -> d_step { do_drop_C() }
	:: op == NEW_C -> d_step { do_new_C() }
	:: op == BORROW -> d_step { do_borrow_part(PART) }
	:: op == BORROW_MUT -> d_step { do_borrow_part_mut() }
	:: op == WRITE_PART -> d_step { do_write_part() }
	:: op == END_PART -> d_step { do_end_part() }
	:: op == CALL_BORROW -> d_step { do_borrow_part(CALLEE) }
	:: op == CALLEE_RETURNS -> d_step { do_callee_returns() }
	:: op == TAKE_RETURNED -> d_step { do_take_returned() }
	:: op == READ_LENT_MUT ->
		d_step {
			printf("> S%d reads C through its &mut\n", cx_srv);
			resolve_shared(CX_C, cx_srv, cw)
		}
	:: op == WRITE_LENT_C -> d_step { do_write_lent_C() }
	:: op == READER_P ->
		d_step {
			printf("> S%d: reader %d reads P\n", rd[i].s, i);
			resolve_shared(LENT_P(i), rd[i].s, pw)
		}
	:: op == READER_C ->
		d_step {
			printf("> S%d: reader %d reads C\n", rd[i].s, i);
			resolve_shared(LENT_C(i), rd[i].s, cw)
		}
	:: op == END_READER -> d_step { do_end_reader() }
	:: op == READER_LENDS -> d_step { do_lend_on() }
	:: op == FETCHED -> d_step { do_fetched() }
	:: op == EVICT -> d_step { do_evict() }
	:: op == FREE_ARRIVES -> d_step { do_deliver_free() }
	:: op == DROP_ARRIVES -> d_step { do_deliver_drop() }
	:: op == ANSWER -> d_step { do_answer() }
	:: op == CLEAR_BLOCK -> d_step { do_clear() }
	fi
}

/* P starts on S0; C beside it, or on S1 where a partition has one block. */
inline start()
{
	blk[0].st = OBJ_P;
	cw.a = NIL;
	dead_child.a = NIL;
#if CHILD
	blk[1].st = OBJ_C;
	cw.a = 1;
	cw.h = (HOME(1) != 0)
#endif
}

active proctype job()
{
	d_step {
		start()
	};
	do
	:: atomic {
		choose();
		perform();
		d_step {
			audit();
			op = 0;
			n = 0;
			t = 0;
			i = 0
		}
	}
	od
}

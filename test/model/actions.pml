/*
 * What each operation does, one inline each.  protocol.pml says when it is
 * enabled and runs it as one step; i is a reader, t a server or an address,
 * n a free block, as far as the operation needs them.
 */

#define SEES_P(s, r) (HERE(pw, s) || MEMO(r, pw))

/*
 * A word leaves server s.  By I9 a word with H = 0 lies in a slot of its home,
 * so setting H there never touches a copy.
 */
inline hand_out(w, sv)
{
	if
	:: HERE(w, sv) -> w.h = 1
	:: else
	fi
}

/* ---- the thread that may write P ---- */

inline do_write_P()
{
	printf("> S%d writes P\n", srv);
	open_P();
	if
	:: waits == 0 -> outdate(pw.a)
	:: else -> printf(">   (waits for the wrap)\n")
	fi
}

/* The path rule: P is opened because C is about to be written. */
inline do_open_P()
{
	printf("> S%d opens P for a write to C\n", srv);
	open_P()
}

inline do_write_C()
{
	printf("> S%d writes C through P\n", srv);
	open_C(srv);
	if
	:: waits == 0 -> outdate(cw.a)
	:: else -> printf(">   (waits for the wrap)\n")
	fi
}

inline do_lend_P()
{
	printf("> S%d lends &P to a thread on S%d\n", srv, t);
	rd[i].k = READS_P;
	rd[i].s = t;
#ifndef NO_H_LEND_P
	if
	:: t != srv -> hand_out(pw, srv)
	:: else
	fi
#endif
}

inline do_lend_C()
{
	printf("> S%d lends &C to a thread on S%d\n", srv, t);
	rd[i].k = READS_C;
	rd[i].s = t;
#ifndef NO_H_LEND_C
	if
	:: t != srv -> hand_out(cw, srv)
	:: else
	fi
#endif
}

inline do_lend_range()
{
	printf("> S%d lends a range of P by value to a thread on S%d\n", srv, t);
	rd[i].k = READS_RANGE;
	rd[i].s = t;
#ifndef NO_H_RANGE
	if
	:: t != srv && LIVE_C -> hand_out(cw, srv)
	:: else
	fi
#endif
}

inline do_lend_mut_P()
{
	printf("> S%d lends &mut P to S%d\n", srv, t);
#ifndef NO_H_LEND_MUT
	hand_out(pw, srv);
#endif
	lent = 1;
	owner_srv = srv;
	srv = t
}

inline do_return_P()
{
	printf("> S%d is done with &mut P: the completion carries its word to S%d\n",
	       srv, owner_srv);
#ifndef NO_H_COMPLETION
	hand_out(pw, srv);
#endif
	release(PROXY_P);
	release(PROXY_P + 1);
	lent = 0;
	srv = owner_srv;
	owner_srv = 0
}

inline do_move_owner()
{
	printf("> S%d moves the owner of P to S%d\n", srv, t);
#ifndef NO_H_MOVE
	hand_out(pw, srv);
#endif
	release(OWNER_P);
	release(OWNER_P + 1);
	srv = t
}

inline do_lend_mut_C()
{
	if
	:: n == CX_WORD -> printf("> S%d lends &mut C to S%d\n", srv, t)
	:: else -> printf("> S%d lends &mut of a range of P to S%d\n", srv, t)
	fi;
	cx = n;
	cx_srv = t;
#ifndef NO_H_LEND_MUT
	hand_out(cw, srv)
#endif
}

/* The exporter stores the last word, and a range's bytes, into P. */
inline do_return_C()
{
	printf("> S%d is done with &mut C: its word goes back into P\n", cx_srv);
#ifndef NO_H_COMPLETION
	hand_out(cw, cx_srv);
#endif
	release(CX_C);
	cx = 0;
	cx_srv = 0;
	INVARIANT(I8_no_slot_in_a_copy, HERE(pw, srv));
	outdate(pw.a)
}

inline drop_C()
{
	if
	:: LIVE_C ->
		outdate(cw.a);
		if
		:: HERE(cw, srv) -> free_block(cw.a, cw.c, cw.h)
		:: else -> send(cw.a, MSG_DROP, cw.c)
		fi;
		cw.a = NIL;
		cw.c = 0;
		cw.h = 0
	:: else
	fi
}

inline do_drop_P()
{
	printf("> S%d drops P\n", srv);
	outdate(pw.a);
	if
	:: HERE(pw, srv) ->
#ifndef NO_MARK_AT_DROP
		if
		:: pw.h -> mark_child()
		:: else
		fi;
#endif
		free_block(pw.a, pw.c, pw.h);
		drop_C()
	:: else ->
		send(pw.a, MSG_DROP, pw.c);
		if
		:: LIVE_C ->
			dead_at = pw.a;
			dead_child.a = cw.a;
			dead_child.c = cw.c;
			dead_child.h = cw.h;
			outdate(cw.a);
			cw.a = NIL;
			cw.c = 0;
			cw.h = 0
		:: else
		fi
	fi;
	pw.a = NIL;
	pw.c = 0;
	pw.h = 0
}

inline do_new_P()
{
	printf("> S%d: new P on S%d\n", srv, HOME(n));
	blk[n].st = OBJ_P;
	pw.a = n;
	pw.c = blk[n].birth;
#ifdef NO_H_SPILL
	pw.h = 0
#else
	pw.h = !HERE(pw, srv)
#endif
}

inline do_drop_C()
{
	printf("> S%d drops C out of P\n", srv);
	outdate(pw.a);
	drop_C()
}

inline do_new_C()
{
	printf("> S%d: new C on S%d, stored into P\n", srv, HOME(n));
	outdate(pw.a);
	blk[n].st = OBJ_C;
	cw.a = n;
	cw.c = blk[n].birth;
#ifdef NO_H_SPILL
	cw.h = 0
#else
	cw.h = !HERE(cw, srv)
#endif
}

/* A local borrow of a part is resolved where it is created, and pins. */
inline do_borrow_part(r)
{
	if
	:: r == PART -> printf("> S%d: x = &P->data\n", srv)
	:: else -> printf("> S%d: a function is called and borrows &P->data\n", srv)
	fi;
	part = SHARED;
	if
	:: HERE(pw, srv) -> rec[r].st = AT_HOME; rec[r].a = pw.a
	:: else -> resolve_shared(r, srv, pw)
	fi
}

inline do_borrow_part_mut()
{
	printf("> S%d: x = &mut P->data\n", srv);
	open_P();
	if
	:: waits == 0 ->
		part = EXCLUSIVE;
		rec[PART].st = AT_HOME;
		rec[PART].a = pw.a
	:: else -> printf(">   (waits for the wrap)\n")
	fi
}

inline do_write_part()
{
	printf("> S%d writes through x\n", srv);
	DATA(rec[PART].a == pw.a);
	outdate(pw.a)
}

inline do_end_part()
{
	printf("> S%d: last use of x\n", srv);
	part = 0;
	release(PART)
}

inline move_rec(from, to)
{
	rec[to].st = rec[from].st;
	rec[to].s = rec[from].s;
	rec[to].a = rec[from].a;
	rec[to].c = rec[from].c;
	rec[to].cur = rec[from].cur;
	clear_rec(from)
}

/* The callee's last cleanup leaves {address, pin} in the task. */
inline do_callee_returns()
{
	printf("> S%d: the callee returns the borrow\n", srv);
#ifdef NO_HANDOVER
	rec[RETURNED].s = rec[CALLEE].s;
	rec[RETURNED].a = rec[CALLEE].a;
	rec[RETURNED].c = rec[CALLEE].c;
	rec[RETURNED].st = (rec[CALLEE].st == MAPPED -> UNPINNED : rec[CALLEE].st);
	release(CALLEE)
#else
	move_rec(CALLEE, RETURNED)
#endif
}

inline do_take_returned()
{
	printf("> S%d: the caller takes the pin\n", srv);
	move_rec(RETURNED, PART)
}

/* ---- threads that were lent a borrow ---- */

inline do_write_lent_C()
{
	printf("> S%d writes C through its &mut\n", cx_srv);
	open_C(cx_srv);
	if
	:: !cx_waits -> outdate(cw.a)
	:: else -> printf(">   (waits for the wrap)\n")
	fi
}

inline do_end_reader()
{
	printf("> S%d: the loan of reader %d ends\n", rd[i].s, i);
	release(LENT_P(i));
	release(LENT_C(i));
	rd[i].k = 0;
	rd[i].s = 0
}

/* Reader i lends what it was lent, or C out of it, on to reader 1 - i. */
inline do_lend_on()
{
	printf("> S%d lends its borrow on to S%d (%d)\n", rd[i].s, t, n);
	rd[1 - i].k = n;
	rd[1 - i].s = t;
#ifndef NO_H_LEND_ON
	if
	:: t != rd[i].s && n == READS_P -> hand_out(pw, rd[i].s)
	:: t != rd[i].s && n == READS_C -> hand_out(cw, rd[i].s)
	:: else
	fi
#endif
}

/* ---- the engine; t is an address, i a server ---- */

inline do_fetched()
{
	printf("> S%d: READ of b%d complete\n", i, t);
	fetched(i, t)
}

inline do_evict()
{
	printf("> S%d evicts its copy of b%d\n", i, t);
	INVARIANT(I5_pinned_copy_stays, ENT(i, t).pins == 0);
	unmap(i, t, NIL, ENT(i, t).pins == 0)
}

inline do_deliver_free()
{
	printf("> FREE(b%d, %d) arrives at S%d\n", t, blk[t].msg_c, HOME(t));
#ifdef NO_BIRTH_AT_MESSAGE
	free_block(t, blk[t].msg_c, 0)
#else
	free_block(t, blk[t].msg_c, 1)
#endif
}

inline do_deliver_drop()
{
	printf("> DROP(b%d, %d) arrives at S%d\n", t, blk[t].msg_c, HOME(t));
#ifdef NO_BIRTH_AT_MESSAGE
	free_block(t, blk[t].msg_c, 0);
#else
	free_block(t, blk[t].msg_c, 1);
#endif
	if
	:: dead_child.a != NIL && dead_at == t ->
#ifndef NO_MARK_AT_DROP_MESSAGE
		dead_child.h = 1;
#endif
		if
		:: HOME(dead_child.a) == HOME(t) ->
			free_block(dead_child.a, dead_child.c, dead_child.h)
		:: else -> send(dead_child.a, MSG_DROP, dead_child.c)
		fi;
		dead_child.a = NIL;
		dead_child.c = 0;
		dead_child.h = 0;
		dead_at = 0
	:: else
	fi
}

/* The progress engine of server i: never resolves, allocates or waits. */
inline do_answer()
{
	printf("> S%d answers INVALIDATE(b%d)\n", i, t);
	displace(i, t, ORPHANS_AT_INVALIDATE);
	blk[t].inv = blk[t].inv & ~(1 << i);
	if
	:: blk[t].inv == 0 && blk[t].st == QUARANTINE -> blk[t].st = FREE
	:: blk[t].inv == 0 && waits == FOR_P && t == pw.a ->
		finish_wrap_P();
		waits = 0
	:: blk[t].inv == 0 && waits == FOR_C && t == cw.a ->
		finish_wrap_C();
		waits = 0
	:: blk[t].inv == 0 && cx_waits && t == cw.a ->
		finish_wrap_C();
		cx_waits = 0
	:: else
	fi
}

/* The allocator clears an aged block to get plain addresses back. */
inline do_clear()
{
	printf("> S%d clears free block b%d\n", HOME(t), t);
	blk[t].st = QUARANTINE;
	blk[t].birth = 0;
	blk[t].inv = OTHERS(HOME(t))
}

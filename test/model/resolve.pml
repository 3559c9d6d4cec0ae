/*
 * The steps of protocol sections 3 and 4 that the operations are made of:
 * shared and exclusive resolve, marking, freeing, taking copies off the map.
 * Each switch that turns a rule off stands where the rule is applied.
 * All of it runs inside one d_step; k and e are scratch.
 */

#define HERE(w, s) (HOME(w.a) == (s))
#define OPEN(w, s) (HOME(w.a) == (s) && w.h == 0)

/* The memo of a pin record: equal word, and the copy is still in the map. */
#ifdef NO_MEMO_MAP_TEST
#define MEMO(r, w) ((rec[r].st == MAPPED || rec[r].st == ORPHAN) && \
		    rec[r].a == w.a && rec[r].c == w.c)
#else
#define MEMO(r, w) (rec[r].st == MAPPED && rec[r].a == w.a && rec[r].c == w.c)
#endif

/* Which entry a lookup accepts (the entry is not ABSENT). */
#if defined(ANY_COLOUR_HITS)
#define HITS(entry_c, word_c) true
#elif defined(NEWER_COLOUR_HITS)
#define HITS(entry_c, word_c) ((entry_c) >= (word_c))
#else
#define HITS(entry_c, word_c) ((entry_c) == (word_c))
#endif

/* The object at address x got other bytes, or left: no copy is current. */
inline outdate(x)
{
	k = 0;
	do
	:: k < NS -> ENT(k, x).cur = 0; k++
	:: else -> break
	od;
	k = 0;
	do
	:: k < NREC ->
		if
		:: rec[k].st == ORPHAN && rec[k].a == x -> rec[k].cur = 0
		:: else
		fi;
		k++
	:: else -> break
	od;
	k = 0
}

inline clear_rec(r)
{
	rec[r].st = NONE;
	rec[r].s = 0;
	rec[r].a = 0;
	rec[r].c = 0;
	rec[r].cur = 0
}

/* The place resolves something else, or its block ends. */
inline release(r)
{
	if
	:: rec[r].st == MAPPED ->
		INVARIANT(I5_pinned_copy_stays, ENT(rec[r].s, rec[r].a).pins > 0);
		ENT(rec[r].s, rec[r].a).pins--
	:: else
	fi;
	clear_rec(r)
}

inline clear_entry(sv, x)
{
	ENT(sv, x).st = ABSENT;
	ENT(sv, x).c = 0;
	ENT(sv, x).pins = 0;
	ENT(sv, x).cur = 0
}

/*
 * The entry leaves the map and its pins live on elsewhere.  A memo whose copy
 * left the map is never used again, so it is forgotten; only borrows that hold
 * a bare address keep the orphan.  `promoted` is the object the copy became,
 * or NIL: the pins of a promoted copy are inert, the address stays good.
 * Without `stays` the copy's memory is freed under whoever holds its address.
 */
#define IS_ADDRESS(r) ((r) >= PART && (r) <= RETURNED)
#ifdef NO_MEMO_MAP_TEST
#define KEEPS_ORPHAN(r) true
#else
#define KEEPS_ORPHAN(r) IS_ADDRESS(r)
#endif
inline unmap(sv, x, promoted, stays)
{
	k = 0;
	do
	:: k < NREC ->
		if
		:: rec[k].st == MAPPED && rec[k].s == (sv) && rec[k].a == (x) ->
			if
			:: IS_ADDRESS(k) && promoted != NIL ->
				clear_rec(k);
				rec[k].st = AT_HOME;
				rec[k].a = promoted
			:: IS_ADDRESS(k) && promoted == NIL && !(stays) ->
				rec[k].st = FREED
			:: KEEPS_ORPHAN(k) && promoted == NIL && (stays) ->
				rec[k].st = ORPHAN;
				rec[k].cur = ENT(sv, x).cur
			:: else -> clear_rec(k)
			fi
		:: rec[k].st == UNPINNED && rec[k].s == (sv) && rec[k].a == (x) ->
			rec[k].st = FREED
		:: else
		fi;
		k++
	:: else -> break
	od;
	k = 0;
	clear_entry(sv, x)
}

/* Take an entry off the map for INVALIDATE or for another colour. */
inline displace(sv, x, orphans_pinned)
{
	if
	:: ENT(sv, x).st == ABSENT
	:: else ->
		INVARIANT(FETCHING_is_never_disturbed, ENT(sv, x).st != FETCHING);
		INVARIANT(I5_pinned_copy_stays,
			  orphans_pinned || ENT(sv, x).pins == 0);
		unmap(sv, x, NIL, orphans_pinned)
	fi
}

#ifdef NO_ORPHAN_AT_INVALIDATE
#define ORPHANS_AT_INVALIDATE false
#else
#define ORPHANS_AT_INVALIDATE true
#endif
#ifdef NO_ORPHAN_AT_REPLACE
#define ORPHANS_AT_REPLACE false
#else
#define ORPHANS_AT_REPLACE true
#endif

/* resolve_shared of word w by record r on server sv; its home is elsewhere. */
inline resolve_shared(r, sv, w)
{
	release(r);
	if
	:: ENT(sv, w.a).st != ABSENT && HITS(ENT(sv, w.a).c, w.c)
	:: else ->
		displace(sv, w.a, ORPHANS_AT_REPLACE);
		ENT(sv, w.a).st = FETCHING;
		ENT(sv, w.a).c = w.c
	fi;
	rec[r].s = sv;
	rec[r].a = w.a;
	rec[r].c = w.c;
	ENT(sv, w.a).pins++;
#ifdef EARLY_PUBLISH
	rec[r].st = MAPPED;
#else
	if
	:: ENT(sv, w.a).st == READY -> rec[r].st = MAPPED
	:: else -> rec[r].st = WAIT
	fi;
#endif
#ifdef ATOMIC_FETCH
	fetched(sv, w.a)
#endif
}

/* The READ of a FETCHING entry is complete: publish it, wake who waits. */
inline fetched(sv, x)
{
	if
	:: ENT(sv, x).st == FETCHING ->
		INVARIANT(I6_freed_once_at_home,
			  blk[x].st == OBJ_P || blk[x].st == OBJ_C);
		ENT(sv, x).cur = (blk[x].st == OBJ_P || blk[x].st == OBJ_C);
		ENT(sv, x).st = READY;
		k = 0;
		do
		:: k < NREC ->
			if
			:: rec[k].st == WAIT && rec[k].s == (sv) && rec[k].a == (x) ->
				rec[k].st = MAPPED
			:: else
			fi;
			k++
		:: else -> break
		od;
		k = 0
	:: else
	fi
}

/* A peer that READ P saw C's word without the home's knowledge. */
inline mark_child()
{
	if
	:: cw.a != NIL -> cw.h = 1
	:: else
	fi
}

/* The block goes back to the allocator; handed: H, or freed by message. */
inline free_block(x, c_, handed)
{
	INVARIANT(I6_freed_once_at_home, blk[x].st != FREE && blk[x].st != QUARANTINE);
	if
	:: (handed) && (c_) == LAST ->
#ifdef NO_QUARANTINE
		blk[x].st = FREE;
#else
		blk[x].st = QUARANTINE;
#endif
		blk[x].birth = 0;
		blk[x].inv = OTHERS(HOME(x))
	:: (handed) && (c_) < LAST ->
		blk[x].st = FREE;
#ifdef NO_BIRTH_COLOUR
		blk[x].birth = (c_)
#else
		blk[x].birth = (c_) + 1
#endif
	:: else ->
		blk[x].st = FREE;
		blk[x].birth = (c_)
	fi;
	blk[x].msg = NO_MSG;
	blk[x].msg_c = 0
}

/* FREE or DROP to another home: asynchronous, at most one for a block. */
inline send(x, what, c_)
{
	INVARIANT(I6_freed_once_at_home,
		  blk[x].msg == NO_MSG && (blk[x].st == OBJ_P || blk[x].st == OBJ_C));
	blk[x].st = GONE;
	blk[x].msg = what;
	blk[x].msg_c = (c_)
}

/* A wrapped object starts again at the lowest colour, in place. */
inline finish_wrap_P()
{
	pw.c = 0;
	pw.h = 0;
#ifndef NO_MARK_AT_WRAP
	mark_child()
#endif
}

inline finish_wrap_C()
{
	cw.c = 0;
	cw.h = 0;
	if
	:: cx == 0 -> outdate(pw.a)
	:: else
	fi
}

/*
 * resolve_exclusive of P by the thread that may write it, on server srv.
 * n is a free block there if P is remote.  Leaves waits set if it must wait.
 */
inline open_P()
{
	if
	:: HERE(pw, srv) && pw.h == 0
	:: HERE(pw, srv) && pw.h == 1 && pw.c < LAST ->
#ifndef NO_BUMP
		pw.c++;
#endif
		pw.h = 0;
#ifndef NO_MARK_AT_OPEN
		mark_child()
#endif
	:: HERE(pw, srv) && pw.h == 1 && pw.c == LAST ->
		blk[pw.a].inv = OTHERS(srv);
#ifdef NO_WRAP_WAIT
		finish_wrap_P()
#else
		waits = FOR_P
#endif
	:: !HERE(pw, srv) ->
		INVARIANT(FETCHING_is_never_disturbed,
			  ENT(srv, pw.a).st != FETCHING || ENT(srv, pw.a).c != pw.c);
		if
		:: ENT(srv, pw.a).st == READY && ENT(srv, pw.a).c == pw.c ->
			printf(">   (its copy is promoted)\n");
#ifndef NO_MARK_AT_PROMOTION
			mark_child();
#endif
			unmap(srv, pw.a, n, true)
		:: else ->
#ifndef NO_MARK_AT_MOVE
			mark_child()
#else
			skip
#endif
		fi;
		outdate(pw.a);
		send(pw.a, MSG_FREE, pw.c);
		blk[n].st = OBJ_P;
		pw.a = n;
		pw.c = blk[n].birth;
		pw.h = 0
	fi
}

/*
 * The same for C on server sv, where its slot lies: in P, or on the proxy of
 * an importer.  Storing a new word changes P's bytes.
 */
inline open_C(sv)
{
	INVARIANT(I8_no_slot_in_a_copy, cx != 0 || HERE(pw, sv));
	if
	:: HERE(cw, sv) && cw.h == 0
	:: HERE(cw, sv) && cw.h == 1 && cw.c < LAST ->
#ifndef NO_BUMP
		cw.c++;
		if
		:: cx == 0 -> outdate(pw.a)
		:: else
		fi;
#endif
		cw.h = 0
	:: HERE(cw, sv) && cw.h == 1 && cw.c == LAST ->
		blk[cw.a].inv = OTHERS(sv);
#ifdef NO_WRAP_WAIT
		finish_wrap_C()
#else
		if
		:: cx == 0 -> waits = FOR_C
		:: else -> cx_waits = 1
		fi
#endif
	:: !HERE(cw, sv) ->
		INVARIANT(FETCHING_is_never_disturbed,
			  ENT(sv, cw.a).st != FETCHING || ENT(sv, cw.a).c != cw.c);
		if
		:: ENT(sv, cw.a).st == READY && ENT(sv, cw.a).c == cw.c ->
			printf(">   (its copy is promoted)\n");
			unmap(sv, cw.a, n, true)
		:: else
		fi;
		outdate(cw.a);
		if
		:: cx == 0 -> outdate(pw.a)
		:: else
		fi;
		send(cw.a, MSG_FREE, cw.c);
		blk[n].st = OBJ_C;
		cw.a = n;
		cw.c = blk[n].birth;
		cw.h = 0
	fi
}

/*
 * The invariants of protocol section 7 and the data-value guarantee, checked
 * in every state.  I5, I6 and I8 are checked where a step could break them
 * (resolve.pml, actions.pml).  Runs inside one d_step; j and k are scratch.
 */

#define LIVE_P (pw.a != NIL)
#define LIVE_C (cw.a != NIL)
#define UNDER(s, w) (ENT(s, w.a).st == READY && ENT(s, w.a).c == w.c)

/* What a live borrow that goes through a memo would read now. */
inline check_memo(r, w)
{
	if
	:: MEMO(r, w) && rec[r].st == MAPPED ->
		INVARIANT(I7_complete_before_return, ENT(rec[r].s, w.a).st == READY);
		DATA(ENT(rec[r].s, w.a).cur)
	:: MEMO(r, w) && rec[r].st != MAPPED -> DATA(rec[r].cur)
	:: else
	fi
}

/* What a borrow that holds an address would read now. */
inline check_address(r)
{
	if
	:: rec[r].st == AT_HOME -> DATA(rec[r].a == pw.a)
	:: rec[r].st == MAPPED ->
		INVARIANT(I7_complete_before_return,
			  ENT(rec[r].s, rec[r].a).st == READY);
		DATA(ENT(rec[r].s, rec[r].a).cur)
	:: rec[r].st == UNPINNED -> DATA(ENT(rec[r].s, rec[r].a).cur)
	:: rec[r].st == ORPHAN ->
		INVARIANT(ORPHAN_serves_dead_pins_only, false);
		DATA(rec[r].cur)
	:: rec[r].st == FREED -> DATA(false)
	:: else
	fi
}

/* Every place that a thread may read in this state. */
inline check_reads()
{
	if
	:: LIVE_P && cx != CX_RANGE && part != EXCLUSIVE && waits == 0 ->
		check_memo(MY_P, pw)
	:: else
	fi;
	if
	:: LIVE_C && cx == 0 && waits == 0 -> check_memo(MY_C, cw)
	:: else
	fi;
	check_address(PART);
	check_address(RETURNED);
	if
	:: cx != 0 && !cx_waits -> check_memo(CX_C, cw)
	:: else
	fi;
	j = 0;
	do
	:: j < 2 ->
		if
		:: rd[j].k == READS_P -> check_memo(LENT_P(j), pw)
		:: else
		fi;
		if
		:: rd[j].k != 0 && LIVE_C -> check_memo(LENT_C(j), cw)
		:: else
		fi;
		j++
	:: else -> break
	od;
	j = 0
}

/* Words and blocks agree: nothing dangles, nothing leaks. */
inline check_words()
{
	if
	:: LIVE_P ->
		INVARIANT(I1_one_live_word, blk[pw.a].st == OBJ_P);
		INVARIANT(I9_unhanded_word_is_at_home, pw.h || HERE(pw, srv))
	:: else
	fi;
	if
	:: LIVE_C ->
		INVARIANT(I1_one_live_word, blk[cw.a].st == OBJ_C);
		INVARIANT(I9_unhanded_word_is_at_home,
			  cw.h || HERE(cw, (cx -> cx_srv : HOME(pw.a))))
	:: else
	fi;
	j = 0;
	do
	:: j < NA ->
		INVARIANT(I1_one_live_word, blk[j].st != OBJ_P || j == pw.a);
		INVARIANT(I1_one_live_word,
			  blk[j].st != OBJ_C || j == cw.a || j == dead_child.a);
		j++
	:: else -> break
	od;
	j = 0
}

inline check_copies()
{
	j = 0;
	do
	:: j < NS ->
		if
		:: LIVE_P && UNDER(j, pw) ->
			INVARIANT(I2_exclusive_means_unshared, pw.h);
			INVARIANT(I3_ready_copy_equals_object, ENT(j, pw.a).cur)
		:: else
		fi;
		if
		:: LIVE_C && UNDER(j, cw) ->
			INVARIANT(I2_exclusive_means_unshared,
				  cw.h || (cx == 0 && pw.h));
			INVARIANT(I3_ready_copy_equals_object, ENT(j, cw.a).cur)
		:: else
		fi;
		k = 0;
		do
		:: k < NA ->
			INVARIANT(I4_birth_is_later_than_copies,
				  ENT(j, k).st == ABSENT || blk[k].st != FREE ||
				  ENT(j, k).c < blk[k].birth);
			k++
		:: else -> break
		od;
		k = 0;
		if
		:: LIVE_P && ENT(j, pw.a).st != ABSENT ->
			INVARIANT(I4_birth_is_later_than_copies, ENT(j, pw.a).c <= pw.c)
		:: else
		fi;
		if
		:: LIVE_C && ENT(j, cw.a).st != ABSENT ->
			INVARIANT(I4_birth_is_later_than_copies, ENT(j, cw.a).c <= cw.c)
		:: else
		fi;
		j++
	:: else -> break
	od;
	j = 0
}

/* Nobody waits for something that will not come. */
inline check_waits()
{
	INVARIANT(WAITING_has_somebody_to_wait_for,
		  (waits != FOR_P || blk[pw.a].inv != 0) &&
		  (waits != FOR_C || blk[cw.a].inv != 0) &&
		  (!cx_waits || blk[cw.a].inv != 0));
	j = 0;
	do
	:: j < NREC ->
		INVARIANT(WAITING_has_somebody_to_wait_for, rec[j].st != WAIT ||
			  ENT(rec[j].s, rec[j].a).st == FETCHING);
		j++
	:: else -> break
	od;
	j = 0
}

inline audit()
{
	check_words();
	check_copies();
	check_reads();
	check_waits()
}

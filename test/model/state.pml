/*
 * What a state of the job consists of: words, blocks, cache entries, pin
 * records and the borrows that are alive.  Read this file first.
 *
 * Addresses are numbers 0..NA-1, split into equal partitions, so an address
 * names its home.  An object is one block.  Bytes are abstract: a copy is
 * "current" or not, because a live borrow may only ever see the newest bytes
 * (the checker freezes the object while a shared borrow lives).
 */

#ifndef NS
#define NS 3 /* servers */
#endif
#ifndef NB
#define NB 1 /* blocks in each partition */
#endif
#ifndef LAST
#define LAST 7 /* the last colour; colours run 0..LAST */
#endif
#define NA (NS * NB)
#define NIL 255
#define HOME(a) ((a) / NB)
#define OTHERS(s) (((1 << NS) - 1) & ~(1 << (s)))

/* An owner word.  The hand-out bit H is kept apart from address and colour. */
typedef Word {
	byte a;
	byte c;
	bit h
};
Word pw; /* names P; its slot lies on server `srv` (a stack or a proxy) */
Word cw; /* names C; its slot is a field of P, or a proxy on `cx_srv` */

/* P dropped by message: the child word waits inside the block at dead_at. */
Word dead_child;
byte dead_at;

#define FREE 0
#define OBJ_P 1
#define OBJ_C 2
#define GONE 3       /* moved or dropped from afar; the message is under way */
#define QUARANTINE 4 /* free at the last colour, waits for INVALIDATE answers */

#define NO_MSG 0
#define MSG_FREE 1
#define MSG_DROP 2

typedef Block {
	byte st;
	byte birth; /* the colour the next object here starts with */
	byte msg;   /* FREE or DROP under way to this block's home */
	byte msg_c; /* the colour that message carries */
	byte inv    /* servers that have not answered INVALIDATE yet */
};
Block blk[NA];

/* cache[s]: at most one entry for an address, so index s * NA + a. */
#define ABSENT 0
#define FETCHING 1
#define READY 2
typedef Entry {
	byte st;
	byte c;
	byte pins;
	bit cur /* ghost: the bytes equal the object's */
};
Entry ent[NS * NA];
#define ENT(s, a) ent[(s) * NA + (a)]

/*
 * A pin record is the hidden part of a borrowing place.  MAPPED pins an entry
 * of the map, so the map's own state says whether the memo still holds.
 */
#define NONE 0
#define WAIT 1     /* for the READ of a FETCHING entry */
#define MAPPED 2
#define ORPHAN 3   /* the copy left the map while pinned here */
#define AT_HOME 4  /* the address of the object itself */
#define UNPINNED 5 /* only with a broken hand-over: an address without a pin */
#define FREED 6    /* the copy behind the address is gone */
typedef Rec {
	byte st;
	byte s;
	byte a;
	byte c;
	bit cur /* ghost, for ORPHAN: the private copy's bytes are current */
};
#define OWNER_P 0  /* the owner's places P and P->child */
#define PROXY_P 2  /* the same of a thread that was lent &mut P */
#define PART 4     /* a local borrow of a part: &P->data, an address */
#define CALLEE 5   /* the same inside a called function */
#define RETURNED 6 /* the task's field that carries a returned pin */
#define CX_C 7     /* C of a thread that was lent &mut C */
#define LENT_P(i) (8 + 2 * (i))
#define LENT_C(i) (9 + 2 * (i))
#define NREC 12
Rec rec[NREC];

/* The thread that may write P: the owner, or the one it lent &mut P to. */
byte srv;
bit lent;       /* &mut P is lent: `srv` is the importer's server */
byte owner_srv; /* where the lender waits for the join */
#define MY_P (2 * lent)
#define MY_C (2 * lent + 1)

byte waits; /* exclusive resolve of that thread waits for the wrap of: */
#define FOR_P 1
#define FOR_C 2
bit cx_waits; /* the same for the importer of &mut C */

/* The local borrow of P->data. */
byte part;
#define SHARED 1
#define EXCLUSIVE 2

/* &mut C, or &mut of a range of P that holds C's word, lent to cx_srv. */
byte cx;
#define CX_WORD 1
#define CX_RANGE 2
byte cx_srv;

/* Threads that were lent a shared borrow. */
typedef Reader {
	byte k;
	byte s
};
#define READS_P 1   /* &P as a word; reads P, and C through it */
#define READS_C 2   /* &C as a word */
#define READS_RANGE 3 /* bytes of P with C's word among them, by value */
Reader rd[2];

/* Parameters and scratch of the step under way; zero between steps. */
mtype op;
byte n;
byte t;
byte i;
byte k;
byte e;
byte j;

/*
 * The names of the properties.  They are never set: each stands in its
 * assertion so that the verifier's message says which property broke.
 */
bit DATA_read_returns_last_write;
bit I1_one_live_word;
bit I2_exclusive_means_unshared;
bit I3_ready_copy_equals_object;
bit I4_birth_is_later_than_copies;
bit I5_pinned_copy_stays;
bit I6_freed_once_at_home;
bit I7_complete_before_return;
bit I8_no_slot_in_a_copy;
bit I9_unhanded_word_is_at_home;
bit ORPHAN_serves_dead_pins_only;
bit FETCHING_is_never_disturbed;
bit WAITING_has_somebody_to_wait_for;

#ifdef DATA_ONLY
#define INVARIANT(name, cond) skip
#else
#define INVARIANT(name, cond) assert(name || (cond))
#endif
#define DATA(cond) assert(DATA_read_returns_last_write || (cond))

/* The coherence protocol of Twofold: one key of one shard, two nodes, one source.
 *
 * README.md says what is modeled, how the names map to the code, and what each run shows. Without a -D the whole
 * protocol is checked with one writer that invalidates. The -Ds are of three kinds; `run` has the table.
 *
 * What may happen
 *   TWO_WRITERS         a writer on each node (else only on node 0)
 *   GUARDED             writers write in two phases (beginWrite, commit, endWrite); else commit, invalidate
 *   MIXED               the writer of node 0 in two phases, that of node 1 by an invalidation
 *   PUTS, MIXED_PUT     writers put, and what was put last in Redis is the truth; MIXED_PUT: only that of node 1
 *   END_STORES          write-through: endWrite stores the new value if the writer was alone
 *   HEARTBEATS          heartbeats while all this goes on (there are always some after it); HEARTBEAT_OF=n: of one node
 *   BELLS_DEAD          no announcement arrives (else each may be lost)
 *   OTHER_KEY           node 1 changes another key of the shard, too
 *   WARM                L2 holds version 0 at first (else nothing)
 *   SAME_NODE           both readers are on node 0
 *   ONE_READER          only node 1 reads
 *   LEASE_EXPIRES, EVICTION, GUARD_RUNS_OUT, CONTROL_LOST, LOG_TRIMMED   at any time, once
 *   CRASH               a writer may die between its commit and what follows
 *   OUTAGE              any change or fill may fail, executed or not, and any read of L2
 *   FAILOVER            a replica that lags takes over
 *   REPLICA_READS       hits may come from a replica that lags
 *   AWAITED             with TIMED: a node may wait for the steps up to a head that is further (else it reads the log)
 *   TIMED               time passes; maxStaleness is MAX_STALENESS ticks; only reads are checked
 *
 * Checked: at quiescence L2 and each L1 hold the committed version or nothing; a read sees the writes that ended on
 * its node before it began; TIMED: and every write acknowledged more than maxStaleness before; MONOTONIC: and what an
 * earlier read on its node saw.
 *
 * The rest of the -Ds each take one mechanism away.
 */
#ifndef READS
#define READS 1
#endif
#ifndef WRITES
#define WRITES 1
#endif
#ifndef BEATS
#define BEATS 1
#endif
#ifndef MAXNOW
#define MAXNOW 2
#endif
#ifndef MAX_STALENESS
#define MAX_STALENESS 1
#endif
#define MAXLOG 12

/* Position: the epoch in the high bits, the seq in the low ones, so that they compare as in the code. */
#define EPOCH(p) ((p) >> 4)
#define SEQ(p) ((p) & 15)
#define FIRST 16
/* The last two bits of a nonce say whose step it is: of our key by node 0 or 1, or (0) of another key. */
#define OF_KEY(n) (((n) & 3) != 0)
#define BY(n, i) (((n) & 3) == i + 1)
#define OTHERS 0

byte source = 0;                 /* the committed version; caches hold version + 1, or 0 for nothing */

/* What a server holds of the shard. */
typedef Shard {
  byte pos; byte nonce; byte replid;                       /* control: e and s, n, r */
  byte log[MAXLOG]; byte logFrom;                          /* log: nonce by seq, and the first that it still has */
  byte entry; byte entryPos;                               /* entry and the position at which its lease was granted */
  byte lease; byte leasePos;                               /* token, e and s */
  byte guards; bit overlapped                              /* write guards: a bit for each writer, and the mark */
};
Shard redis, replica;
byte server = 0;                 /* the primary's replication id */
byte epochs = 1;                 /* makes epochs larger than all before, as the server's clock does */
byte nonces = 0;
chan bell[2] = [2] of { byte, byte, byte };                /* announcements: position, nonce, previous nonce */

/* The nodes. */
byte l1[2];                      /* LocalTier */
byte guard[2];                   /* Fences.guard(key) */
byte applied[2]; byte appliedNonce[2];             /* ShardTracker.applied */
bool moved[2];                   /* whether applied changed since the heads were asked for (appliedAt) */
bool fenced[2];                  /* by reader: its stamp is no longer the key's, or its validity has ended */
byte outbox[2];                  /* Outbox: 1 it holds the key, 2 and its replay is under way */
bool putAlone[2]; bool putRefused[2]; byte putNonce[2];    /* Coherence.OwnPut */
byte ownWrites[2];               /* the newest version that a write on this node has ended with */
#ifdef MONOTONIC
byte seen[2];                    /* the newest version that a read on this node has seen */
#endif
#ifdef TIMED
byte now = 0;
byte evidence[2];                /* ShardTracker.evidence */
byte loadedAt[2];                /* when the load of what is in L1 began, if it was loaded here */
byte ackedAt[4];                 /* by version: 1 + when its write was acknowledged */
#ifdef AWAITED
byte promised[2]; byte promisedNonce[2]; byte promisedAt[2];   /* ShardTracker.promised */
#endif
#endif
byte done = 0;
byte t_prev, t_old; bool t_sole; byte t_i;                 /* used within one atomic step only */

#ifdef SAME_NODE
#define NODE_OF_1 0
#else
#define NODE_OF_1 1
#endif
#ifdef GUARDED
#define IN_TWO_PHASES(i) true
#define BY_PUT(i) false
#else
#ifdef MIXED
#define IN_TWO_PHASES(i) (i == 0)
#define BY_PUT(i) false
#else
#ifdef MIXED_PUT
#define IN_TWO_PHASES(i) (i == 0)
#define BY_PUT(i) (i == 1)
#else
#define IN_TWO_PHASES(i) false
#ifdef PUTS
#define BY_PUT(i) true
#else
#define BY_PUT(i) false
#endif
#endif
#endif
#endif

/* ---------------------------------------------------------------- scripts, each within one atomic step */

inline newEpoch() {                                         /* control.lua: new_epoch */
  epochs++; redis.pos = epochs << 4; redis.nonce = 0; redis.replid = server; redis.logFrom = 1;
  t_i = 0; do :: t_i < MAXLOG -> redis.log[t_i] = 0; t_i++ :: else -> break od; t_i = 0
}

inline announce() {                                         /* change.lua: PUBLISH; any message may be lost */
#ifndef BELLS_DEAD
  if :: nfull(bell[0]) -> bell[0]!redis.pos,redis.nonce,t_prev :: true fi;
  if :: nfull(bell[1]) -> bell[1]!redis.pos,redis.nonce,t_prev :: true fi;
#endif
  t_prev = 0
}

inline addStep(whose) {                                     /* change.lua: a step of the shard's history */
#ifndef NO_SERVER_CHECK_IN_CHANGE
  if :: redis.replid != server -> newEpoch() :: else fi;
#endif
  t_prev = redis.nonce; nonces++;
  redis.pos++; redis.nonce = nonces * 4 + whose; redis.log[SEQ(redis.pos)] = redis.nonce;
  announce()
}

inline dropEntry() { redis.entry = 0; redis.entryPos = 0; redis.lease = 0; redis.leasePos = 0 }

inline markOverlap() {                                      /* change.lua: guard() of a bare change */
#ifndef NO_OVERLAP_MARK
  if :: redis.guards != 0 -> redis.overlapped = 1 :: else fi
#else
  skip
#endif
}

inline invalidateLua(i) { dropEntry(); markOverlap(); addStep(i + 1) }

inline putLua(i, value) {
  dropEntry(); addStep(i + 1); putNonce[i] = redis.nonce; putRefused[i] = false;
#ifdef PUT_DURING_GUARD
  redis.entry = value; redis.entryPos = redis.pos;
#else
  if :: redis.guards == 0 -> redis.entry = value; redis.entryPos = redis.pos :: else -> putRefused[i] = true fi;
#endif
  markOverlap()
}

inline beginWriteLua(i) {
  dropEntry(); addStep(i + 1);
  if :: (redis.guards & ~(1 << i)) != 0 -> redis.overlapped = 1 :: else fi;
  redis.guards = redis.guards | (1 << i)
}

inline endWriteLua(i, value, begunOn) {
  t_sole = (redis.guards == (1 << i)) && !redis.overlapped && begunOn == server;
  dropEntry(); redis.guards = redis.guards & ~(1 << i); addStep(i + 1);
  if :: redis.guards != 0 -> redis.overlapped = 1 :: else -> redis.overlapped = 0 fi;
#ifdef END_STORES
#ifdef NO_ALONE_CHECK
  t_sole = true;
#endif
  if :: t_sole -> redis.entry = value; redis.entryPos = redis.pos :: else fi;
#endif
  t_sole = 0
}

/* Whether an entry counts, for a reader with this guard position. */
#ifdef NO_ENTRY_EPOCH
#define OF_THIS_EPOCH(s) true
#else
#define OF_THIS_EPOCH(s) (EPOCH(s.entryPos) == EPOCH(s.pos))
#endif
#ifdef NO_GUARD_POSITION
#define NOT_BEFORE(s, g) true
#else
#define NOT_BEFORE(s, g) (EPOCH(g) < EPOCH(s.pos) || s.entryPos >= g)
#endif
#define HIT(s, g) (s.entry != 0 && OF_THIS_EPOCH(s) && NOT_BEFORE(s, g))

/* Whether a server that answers may have lost steps that the reader's node had applied when it asked. */
#ifdef NO_BEHIND_CHECK
#define IS_BEHIND(s) false
#else
#define IS_BEHIND(s) (s.pos < known)
#endif
/* outcome: 0 unavailable, 1 hit, 2 granted, 3 busy, 4 guarded */
inline readLua(token, g) {
  if :: EPOCH(g) > EPOCH(redis.pos) -> newEpoch() :: else fi;
  if
  :: HIT(redis, g) -> if :: IS_BEHIND(redis) -> outcome = 0 :: else -> v = redis.entry; outcome = 1 fi
  :: else ->
     if
#ifdef NO_GUARD_IN_READ
     :: redis.lease != 0 && redis.lease != token -> outcome = 3
     :: else -> redis.lease = token; redis.leasePos = redis.pos; outcome = 2
#else
     :: redis.guards != 0 -> outcome = 4
     :: redis.guards == 0 && redis.lease != 0 && redis.lease != token -> outcome = 3
     :: else -> redis.lease = token; redis.leasePos = redis.pos; outcome = 2
#endif
     fi
  fi
}

inline fillLua(token, value) {
  stored = false;
  if
#ifdef NO_LEASE_CHECK
  :: true ->
#else
  :: redis.lease == token ->
#endif
     if
#ifdef NO_GUARD_IN_FILL
     :: EPOCH(redis.leasePos) == EPOCH(redis.pos) ->
#else
     :: redis.guards == 0 && EPOCH(redis.leasePos) == EPOCH(redis.pos) ->
#endif
        redis.entry = value; redis.entryPos = redis.leasePos; stored = true
     :: else fi;
     redis.lease = 0; redis.leasePos = 0
  :: else fi
}

inline headsLua() {
#ifndef NO_EPOCH_RAISE
  if :: redis.replid != server -> newEpoch() :: else fi
#else
  skip
#endif
}

/* ---------------------------------------------------------------- what a node does, each within one atomic step */

inline fence(i) {
  putAlone[i] = 0;
  if :: i == 0 -> fenced[0] = 1 :: else fi;
  if :: i == NODE_OF_1 -> fenced[1] = 1 :: else fi
}

inline apply(i, p) {                                        /* Fences.raise, LocalTier.drop */
  fence(i); l1[i] = 0;
  if :: p > guard[i] -> guard[i] = p :: else fi
}

inline prove(i, at) {
#ifdef TIMED
  if :: at > evidence[i] -> evidence[i] = at :: else fi
#else
  skip
#endif
}

inline advanceTo(i, p, n) {
  applied[i] = p; appliedNonce[i] = n; moved[i] = 1;
#ifdef AWAITED
  if
  :: promised[i] != 0 && p >= promised[i] ->
     if :: p == promised[i] && n == promisedNonce[i] -> prove(i, promisedAt[i]) :: else fi;
     promised[i] = 0; promisedNonce[i] = 0; promisedAt[i] = 0
  :: else
  fi
#endif
}

inline adopt(i, p, n) {                                     /* Validity.replace: the shard's part of L1 is dropped */
#ifdef DROP_KEEPS_FLIGHTS
  l1[i] = 0;
#else
  fence(i); l1[i] = 0;
#endif
#ifdef AWAITED
  promised[i] = 0; promisedNonce[i] = 0; promisedAt[i] = 0;
#endif
  advanceTo(i, p, n)
}

inline acknowledged(i, version) {
#ifdef TIMED
  ackedAt[version] = now + 1
#else
  skip
#endif
}

/* The oldest version that a read which begins now may see. */
inline takeFloor(i) {
  floor = ownWrites[i];
#ifdef TIMED
  t_i = floor + 1;
  do
  :: t_i <= source && t_i < 4 ->
     if :: ackedAt[t_i] != 0 && now >= ackedAt[t_i] + MAX_STALENESS -> floor = t_i :: else fi; t_i++
  :: else -> break
  od; t_i = 0;
#endif
#ifdef MONOTONIC
  if :: seen[i] > floor -> floor = seen[i] :: else fi
#endif
}

#ifdef TIMED
#define RECENT(at) (now < (at) + MAX_STALENESS)
#ifdef NO_EVIDENCE
#define SERVABLE(i) true
#else
#define SERVABLE(i) (RECENT(evidence[i]) || (loadedAt[i] != 0 && RECENT(loadedAt[i] - 1)))
#endif
#ifdef NO_PROOF
#define IS_PROVEN(i) true
#else
#define IS_PROVEN(i) RECENT(evidence[i])
#endif
#ifdef JOIN_OLD
#define JOINABLE_AGE(i) true
#else
#define JOINABLE_AGE(i) (RECENT(evidence[i]) || RECENT(takenAt))
#endif
#define NOW now
#else
#define SERVABLE(i) true
#define IS_PROVEN(i) true
#define JOINABLE_AGE(i) true
#define NOW 0
#endif
#ifdef JOIN_FENCED
#define IS_JOINABLE(i, r) JOINABLE_AGE(i)
#else
#define IS_JOINABLE(i, r) (!fenced[r] && JOINABLE_AGE(i))
#endif
#ifdef OUTBOX_READ
#define NOT_IN_OUTBOX(i) true
#else
#define NOT_IN_OUTBOX(i) (!outbox[i])
#endif
#ifdef NO_FENCE
#define MAY_INSTALL(r) true
#else
#define MAY_INSTALL(r) (!fenced[r])
#endif

inline install(i, r, value, began) {
  if
  :: MAY_INSTALL(r) -> l1[i] = value;
#ifdef TIMED
     loadedAt[i] = began
#endif
  :: else fi
}

/* ---------------------------------------------------------------- processes */

/* A read of the key. One that finds the lease taken waits and begins anew, which is what one that begins later does;
 * so `busy` ends it here. Another read may join it while it can be joined: it is then held to that one's floor. */
proctype Reader(byte i; byte r) {
  byte k = 0, v = 0, token = 0, outcome = 0, floor = 0, g = 0, known = 0, began = 0;
  bool stored = 0, readable = 0;
#ifdef TIMED
  byte takenAt = 0;
#endif
  do
  :: k < READS ->
     atomic {                                               /* ReadPath.get, Step.begin, TierGateway.isReadable */
       k++; takeFloor(i);
       if
       :: l1[i] != 0 && SERVABLE(i) -> v = l1[i]; goto answered
       :: else
       fi;
       fenced[r] = 0; g = guard[i]; known = applied[i];
       readable = IS_PROVEN(i) && NOT_IN_OUTBOX(i);
#ifdef TIMED
       takenAt = now;
#endif
#ifdef TOKEN_PER_NODE
       token = i + 1
#else
       token = 3 + r * READS + k
#endif
     }
     if
     :: atomic { readable -> readLua(token, g) }
#ifdef REPLICA_READS
     :: atomic { readable && HIT(replica, g) && !IS_BEHIND(replica) -> v = replica.entry; outcome = 1 }
#endif
#ifdef OUTAGE
     :: atomic { readable -> readLua(token, g); v = 0; outcome = 0 }  /* executed, but its reply is lost */
     :: readable -> outcome = 0
#endif
     :: !readable -> outcome = 0
     fi;
     if
     :: outcome == 3 -> goto next
     :: outcome == 1 -> skip
     :: else -> atomic { v = source + 1; began = NOW + 1 }  /* LoadRunner.run */
     fi;
     stored = (outcome != 4);
     if
     :: outcome == 2 ->
        if
        :: atomic { fillLua(token, v) }
#ifdef OUTAGE
        :: atomic { fillLua(token, v); stored = true }      /* the reply is lost: FillOutcome.UNAVAILABLE */
        :: stored = true
#endif
        fi
     :: else
     fi;
     atomic {
       if :: stored -> install(i, r, v, began) :: else fi;
       if :: IS_JOINABLE(i, r) -> takeFloor(i) :: else fi }
answered:
     atomic {
       assert(v - 1 >= floor);
#ifdef MONOTONIC
       if :: v - 1 > seen[i] -> seen[i] = v - 1 :: else fi;
#endif
       skip }
next:
     atomic { v = 0; token = 0; outcome = 0; floor = 0; g = 0; known = 0; began = 0; stored = 0; readable = 0
#ifdef TIMED
       ; takenAt = 0
#endif
     }
  :: else -> break
  od;
  done++
}

/* One change with its reply, or without (OUTAGE): WritePath.make. `script` is executed in one atomic step. */
#ifdef OUTAGE
#define CHANGE(script) \
  if \
  :: atomic { script; hearReply() } \
  :: atomic { script; reply = 0 } \
  :: reply = 0 \
  fi
#else
#define CHANGE(script) atomic { script; hearReply() }
#endif
inline hearReply() { reply = redis.pos; nonce = redis.nonce; prev = redis.log[SEQ(redis.pos) - 1] }
inline onOwnStep(i) {                                       /* ShardTracker.onOwnStep */
  if
#ifdef OWN_STEP_ADVANCES
  :: reply > applied[i] -> advanceTo(i, reply, nonce)
#else
  :: reply == applied[i] + 1 && prev == appliedNonce[i] -> advanceTo(i, reply, nonce)
#endif
  :: else
  fi
}
inline applyReply(i) {                                      /* Coherence.applyOwn, applyUnacknowledged; Outbox.keep */
  apply(i, reply);
  if
#ifndef NO_OUTBOX
  :: reply == 0 -> outbox[i] = 1
#endif
  :: reply != 0 -> onOwnStep(i)
  :: else
  fi
}

proctype Writer(byte i) {
  byte k = 0, mine = 0, reply = 0, nonce = 0, prev = 0, begunOn = 0;
  do
  :: k < WRITES -> k++;
     if
     :: BY_PUT(i) ->
        atomic { apply(i, 0); putAlone[i] = 1 };            /* Coherence.beginPut */
        CHANGE(source++; mine = source; putLua(i, mine + 1));
        atomic {                                            /* OwnPut.end, LocalTier.installOwn */
          if :: reply > guard[i] -> guard[i] = reply :: else fi;
          if
#ifdef PUT_UNFENCED
          :: true -> fence(i); l1[i] = mine + 1;
#else
          :: putAlone[i] && !putRefused[i] -> fence(i); l1[i] = mine + 1;
#endif
#ifdef TIMED
             loadedAt[i] = now + 1
#endif
          :: else -> fence(i); l1[i] = 0
          fi;
          onOwnStep(i); acknowledged(i, mine); ownWrites[i] = mine;
          putRefused[i] = 0; putNonce[i] = 0; mine = 0; reply = 0; nonce = 0; prev = 0 }
     :: IN_TWO_PHASES(i) ->
        CHANGE(begunOn = server; beginWriteLua(i));
        atomic { applyReply(i); reply = 0; nonce = 0; prev = 0 };
        atomic { source++; mine = source };
#ifdef CRASH
        if :: goto dead :: true fi;
#endif
        CHANGE(endWriteLua(i, mine + 1, begunOn));
        atomic { applyReply(i); ownWrites[i] = mine;
          if :: reply != 0 -> acknowledged(i, mine) :: else fi; reply = 0; nonce = 0; prev = 0; mine = 0 }
     :: else ->
#ifdef INVALIDATE_BEFORE_COMMIT
        CHANGE(invalidateLua(i));
        atomic { applyReply(i); reply = 0; nonce = 0; prev = 0 };
        atomic { source++; mine = source };
        atomic { ownWrites[i] = mine; mine = 0 }
#else
        atomic { source++; mine = source };
#ifdef CRASH
        if :: goto dead :: true fi;
#endif
#ifdef STORE_AFTER_COMMIT
        CHANGE(putLua(i, mine + 1));
#else
        CHANGE(invalidateLua(i));
#endif
        atomic { applyReply(i); ownWrites[i] = mine;
          if :: reply != 0 -> acknowledged(i, mine) :: else fi; reply = 0; nonce = 0; prev = 0; mine = 0 }
#endif
     fi
  :: else -> break
  od;
dead:
#ifdef CRASH
  atomic { redis.guards = redis.guards & ~(1 << i); if :: redis.guards == 0 -> redis.overlapped = 0 :: else fi };
#endif
  done++
}

/* Coherence.onInvalidation */
proctype Listener(byte i) {
  byte p, n, prev;
end: do
  :: atomic { bell[i]?p,n,prev ->
       if
       :: putNonce[i] != 0 && n == putNonce[i] ->           /* OwnPut.echoed */
          t_old = putAlone[i]; apply(i, p); putAlone[i] = t_old; t_old = 0
       :: else ->
          if :: OF_KEY(n) && !(BY(n, i) && p <= applied[i]) -> apply(i, p) :: else fi
       fi;
       if                                                   /* ShardTracker.onStep */
       :: p == applied[i] + 1 && prev == appliedNonce[i] -> advanceTo(i, p, n)
#ifdef NO_GAP_CHECK
       :: p > applied[i] + 1 && EPOCH(p) == EPOCH(applied[i]) -> advanceTo(i, p, n)
#endif
       :: EPOCH(p) > EPOCH(applied[i]) -> adopt(i, p, n)
       :: else
       fi;
       p = 0; n = 0; prev = 0 }
  od
}

/* Heartbeat.verify: the outbox first, then the heads, then what is missing from the log. */
inline verify(i) {
  if
  :: outbox[i] != 0 ->
     atomic { outbox[i] = 2; invalidateLua(i); hearReply() };
     atomic { apply(i, reply); onOwnStep(i); reply = 0; nonce = 0; prev = 0;  /* Coherence.applyReplayed */
       if
#ifdef OUTBOX_FORGETS
       :: true -> outbox[i] = 0
#else
       :: outbox[i] == 2 -> outbox[i] = 0
       :: else
#endif
       fi }
  :: else
  fi;
  atomic { at = NOW; moved[i] = 0 };
  atomic { headsLua(); p = redis.pos; n = redis.nonce };
#ifdef EVIDENCE_OF_REPLY
  at = NOW;
#endif
  atomic {                                                  /* ShardTracker.onHead */
    if
#ifdef SEQ_ONLY
    :: SEQ(p) == SEQ(applied[i]) -> prove(i, at)
    :: SEQ(p) != SEQ(applied[i]) -> adopt(i, p, n); prove(i, at)
#else
    :: p == applied[i] && n == appliedNonce[i] -> prove(i, at)
    :: (p == applied[i] && n != appliedNonce[i]) || (p < applied[i] && !moved[i]) || EPOCH(p) > EPOCH(applied[i]) ->
       adopt(i, p, n); prove(i, at)
    :: p > applied[i] && EPOCH(p) == EPOCH(applied[i]) -> gap = true   /* at once, or after the wait */
#ifdef AWAITED
    :: p > applied[i] && EPOCH(p) == EPOCH(applied[i]) ->    /* the wait is not over by the next beat */
#ifdef AHEAD_PROVES
       prove(i, at);
#endif
       promised[i] = p; promisedNonce[i] = n; promisedAt[i] = at
#endif
    :: else
#endif
    fi;
    p = 0; n = 0; at = 0 };
  if
  :: gap ->
     atomic {                                               /* log.lua */
       p = redis.pos; n = redis.nonce; gap = false;
       if
       :: EPOCH(p) == EPOCH(applied[i]) && p > applied[i] ->
          at = SEQ(applied[i]) + 1;
          fits = (redis.logFrom <= at && redis.log[at - 1] == appliedNonce[i]);
          if :: redis.logFrom > at -> at = redis.logFrom :: else fi;
          do
          :: at <= SEQ(p) -> if :: OF_KEY(redis.log[at]) -> last = (p & 240) + at :: else fi; at++
          :: else -> break
          od;
          at = 0
       :: else
       fi };
     atomic {                                               /* Coherence.replay, ShardTracker.onLog */
       if :: last != 0 -> apply(i, last) :: else fi;
       if
       :: p > applied[i] ->
          if
#ifdef NO_LOG_CHECK
          :: EPOCH(p) == EPOCH(applied[i]) -> advanceTo(i, p, n)
#else
          :: fits && EPOCH(p) == EPOCH(applied[i]) -> advanceTo(i, p, n)
#endif
          :: else -> adopt(i, p, n)
          fi
       :: p == applied[i] && n != appliedNonce[i] -> adopt(i, p, n)
       :: else
       fi;
       p = 0; n = 0; last = 0; fits = 0 }
  :: else
  fi
}

proctype Heartbeat(byte i) {
  byte c = 0, p = 0, n = 0, at = 0, last = 0, reply = 0, nonce = 0, prev = 0; bool gap = 0, fits = 0;
  do
  :: c < BEATS -> c++; verify(i)
  :: break
  od;
  done++
}

/* Node 1 changes another key of the shard. */
proctype OtherKey() {
  byte reply = 0, nonce = 0, prev = 0;
  atomic { addStep(OTHERS); hearReply() };
  atomic { onOwnStep(1) };
  done++
}

#ifdef PASSING_HEADS_PROVE
/* Reads of other keys of the shard, of which only the heads matter. */
proctype PassingHeads() {
  byte c = 0, at = 0;
  do
  :: c < 2 && IS_PROVEN(1) ->
     at = NOW; c++;
     atomic { if :: redis.pos == applied[1] && redis.nonce == appliedNonce[1] -> prove(1, at) :: else fi; at = 0 }
  :: break
  od;
  done++
}
#endif

#ifdef TIMED
proctype Clock() {
  do
  :: now < MAXNOW -> now++
  :: break
  od;
  done++
}
#endif

inline copy(to, from) {
  to.pos = from.pos; to.nonce = from.nonce; to.replid = from.replid; to.logFrom = from.logFrom;
  to.entry = from.entry; to.entryPos = from.entryPos; to.lease = from.lease; to.leasePos = from.leasePos;
  to.guards = from.guards; to.overlapped = from.overlapped;
  t_i = 0; do :: t_i < MAXLOG -> to.log[t_i] = from.log[t_i]; t_i++ :: else -> break od; t_i = 0
}

proctype Failover() {
  atomic { copy(replica, redis) };
#ifdef FAILOVER
  atomic { copy(redis, replica); server++ };
#endif
  done++
}

proctype LeaseExpires() { atomic { redis.lease = 0; redis.leasePos = 0 }; done++ }
proctype Eviction() { if :: atomic { redis.entry = 0; redis.entryPos = 0 } :: l1[0] = 0 :: l1[1] = 0 fi; done++ }
proctype GuardRunsOut() { atomic { redis.guards = 0; redis.overlapped = 0 }; done++ }
proctype LogTrimmed() { atomic { redis.logFrom = SEQ(redis.pos) + 1 }; done++ }
proctype ControlLost() {
#ifdef EPOCH_REUSED
  atomic { redis.pos = redis.pos & 240; redis.nonce = 0; redis.logFrom = 1 };
#else
  atomic { newEpoch() };
#endif
  done++
}

init {
  byte c = 0, i = 0, p = 0, n = 0, at = 0, last = 0, reply = 0, nonce = 0, prev = 0; bool gap = 0, fits = 0;
  atomic {
    redis.pos = FIRST; redis.logFrom = 1; replica.logFrom = 1; applied[0] = FIRST; applied[1] = FIRST;
#ifdef WARM
    redis.entry = 1; redis.entryPos = FIRST;
#endif
    run Listener(0); run Listener(1);
    run Reader(NODE_OF_1, 1); run Writer(0); c = 2;
#ifndef ONE_READER
    run Reader(0, 0); c++;
#endif
#ifdef TWO_WRITERS
    run Writer(1); c++;
#endif
#ifdef HEARTBEATS
    run Heartbeat(0); run Heartbeat(1); c = c + 2;
#endif
#ifdef HEARTBEAT_OF
    run Heartbeat(HEARTBEAT_OF); c++;
#endif
#ifdef OTHER_KEY
    run OtherKey(); c++;
#endif
#ifdef FAILOVER
    run Failover(); c++;
#else
#ifdef REPLICA_READS
    run Failover(); c++;
#endif
#endif
#ifdef LEASE_EXPIRES
    run LeaseExpires(); c++;
#endif
#ifdef EVICTION
    run Eviction(); c++;
#endif
#ifdef GUARD_RUNS_OUT
    run GuardRunsOut(); c++;
#endif
#ifdef LOG_TRIMMED
    run LogTrimmed(); c++;
#endif
#ifdef CONTROL_LOST
    run ControlLost(); c++;
#endif
#ifdef PASSING_HEADS_PROVE
    run PassingHeads(); c++;
#endif
#ifdef TIMED
    run Clock(); c++;
#endif
  }
  done == c;
#ifndef TIMED
  c = 0;
  empty(bell[0]) && empty(bell[1]);
#ifndef NO_HEARTBEAT
  do
  :: c < 3 -> c++; i = 0;
     do
     :: i < 2 -> verify(i); i++
     :: else -> break
     od;
     empty(bell[0]) && empty(bell[1])
  :: else -> break
  od;
#endif
  atomic {
    assert(redis.entry == 0 || !OF_THIS_EPOCH(redis) || redis.entry - 1 == source);
    assert(l1[0] == 0 || l1[0] - 1 == source);
    assert(l1[1] == 0 || l1[1] - 1 == source) }
#endif
}

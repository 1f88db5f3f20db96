package io.twofold.benchmarks.compare;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * What real systems asked for, one key after the other, as recorded by those who published it. The files come with
 * Caffeine's simulator; none holds times.
 */
enum RecordedTrace {
    /** A product page's visits. */
    WEB_07("web site 07", "cache2k/web07.trace.xz", TraceFormat.INTS),
    /** Another month of it. */
    WEB_12("web site 12", "cache2k/web12.trace.xz", TraceFormat.INTS),
    /** Objects that an object-relational mapper read in the busy hours of an online service. */
    ORM_BUSY("ORM, busy hours", "cache2k/orm-busy.trace.xz", TraceFormat.INTS),
    /** The same at night, when batch jobs run. */
    ORM_NIGHT("ORM, night", "cache2k/orm-night.trace.xz", TraceFormat.INTS),
    /** Product recommendations on shop pages. */
    RECOMMENDATIONS("recommendations", "scarab/scarab-recs.trace.xz", TraceFormat.LONGS),
    /** Outputs that builds looked up in a distributed build cache. */
    BUILD_CACHE("build cache", "gradle/build-cache.xz", TraceFormat.WORDS),
    /** A network file system's requests. */
    SPRITE("file server", "lirs/sprite.trace.gz", TraceFormat.NUMBERS),
    /** A compiler, a search and a join at once. */
    MULTI_3("four programs at once", "lirs/multi3.trace.gz", TraceFormat.NUMBERS),
    /** Trace of a text search that goes over its files again and again. */
    GLIMPSE("text search, a loop", "lirs/gli.trace.gz", TraceFormat.NUMBERS),
    /** A join of four relations. */
    POSTGRES("join in a database", "lirs/ps.trace.gz", TraceFormat.NUMBERS);

    private static final String FOLDER = "/com/github/benmanes/caffeine/cache/simulator/parser/";

    private final String title;
    private final String file;
    private final TraceFormat format;

    RecordedTrace(String title, String file, TraceFormat format) {
        this.title = title;
        this.file = file;
        this.format = format;
    }

    /** How a file says which keys were asked for. */
    enum TraceFormat {
        /** Four bytes for each key. */
        INTS {
            @Override
            void read(InputStream in, Keys keys) throws IOException {
                DataInputStream data = new DataInputStream(in);
                while (keys.hasRoom() && add(keys, data.readNBytes(Integer.BYTES), Integer.BYTES)) {
                    // until there are no more
                }
            }
        },
        /** Eight bytes for each key. */
        LONGS {
            @Override
            void read(InputStream in, Keys keys) throws IOException {
                while (keys.hasRoom() && add(keys, in.readNBytes(Long.BYTES), Long.BYTES)) {
                    // until there are no more
                }
            }
        },
        /** A decimal number on each line; other lines, which end some files, are skipped. */
        NUMBERS {
            @Override
            void read(InputStream in, Keys keys) throws IOException {
                lines(in, keys, true);
            }
        },
        /** A word on each line. */
        WORDS {
            @Override
            void read(InputStream in, Keys keys) throws IOException {
                lines(in, keys, false);
            }
        };

        abstract void read(InputStream in, Keys keys) throws IOException;

        /** The keys in a file, each by the number of other keys that were asked for before it. */
        int[] parse(InputStream in, int most) throws IOException {
            Keys keys = new Keys(most);
            read(new BufferedInputStream(in, 1 << 16), keys);
            return keys.read();
        }

        private static boolean add(Keys keys, byte[] bytes, int length) throws IOException {
            if (bytes.length != 0 && bytes.length != length) {
                throw new EOFException("a trace ends within a key");
            }
            long key = 0;
            for (byte each : bytes) {
                key = (key << Byte.SIZE) | (each & 0xFF);
            }
            if (bytes.length > 0) {
                keys.add(key);
            }
            return bytes.length > 0;
        }

        private static void lines(InputStream in, Keys keys, boolean numbersOnly) throws IOException {
            StringBuilder line = new StringBuilder();
            int next = 0;
            while (next >= 0 && keys.hasRoom()) {
                next = in.read();
                if (next > ' ') {
                    line.append((char) next);
                } else if (next == '\n' || next < 0) {
                    String word = line.toString();
                    line.setLength(0);
                    boolean isNumber = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
                    if (isNumber || (!numbersOnly && !word.isEmpty())) {
                        keys.add(word);
                    }
                }
            }
        }
    }

    /** Keys in the order of their reads, each by a number of its own. */
    static final class Keys {
        private final Map<Object, Integer> numbers = new HashMap<>();
        private final int most;
        private int[] reads = new int[1 << 12];
        private int count;

        Keys(int most) {
            this.most = most;
        }

        boolean hasRoom() {
            return count < most;
        }

        void add(Object key) {
            if (count == reads.length) {
                reads = Arrays.copyOf(reads, 2 * count);
            }
            Integer known = numbers.putIfAbsent(key, numbers.size());
            reads[count++] = known == null ? numbers.size() - 1 : known;
        }

        int[] read() {
            return Arrays.copyOf(reads, count);
        }
    }

    String title() {
        return title;
    }

    /** The reads by the number of the key, from the first on, as many as there are but no more than {@code most}. */
    int[] reads(int most) {
        try (InputStream packed = RecordedTrace.class.getResourceAsStream(FOLDER + file)) {
            if (packed == null) {
                throw new IllegalStateException("no trace " + file + " comes with the simulator");
            }
            InputStream plain = file.endsWith(".gz") ? new GZIPInputStream(packed) : new XZInputStream(packed);
            return format.parse(plain, most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many different keys there are. */
    static int keys(int[] reads) {
        return Arrays.stream(reads).max().orElse(-1) + 1;
    }
}

package io.twofold.examples.fleet;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the shop sells: {@value #SIZE} products, each with a name of its own, and how popular each is. */
final class Catalog {
    static final int SIZE = 20_000;
    /** How steeply popularity falls, as is usual for shops and pages. */
    static final double SKEW = 0.99;

    private static final int SPREAD = 7_919; // prime, so that the ranks reach every id

    private static final String[] STYLES = {
        "Nordic", "Vintage", "Compact", "Folding", "Classic", "Modern", "Rustic", "Slim", "Deluxe", "Everyday",
        "Industrial", "Travel", "Studio", "Garden", "Heavy-Duty", "Lightweight", "Handmade", "Coastal", "Alpine",
                "Urban"
    };
    private static final String[] MATERIALS = {
        "Walnut", "Oak", "Bamboo", "Steel", "Brass", "Copper", "Glass", "Ceramic", "Linen", "Cotton",
        "Wool", "Leather", "Cork", "Marble", "Slate", "Aluminum", "Ash", "Pine", "Canvas", "Felt"
    };
    private static final String[] THINGS = {
        "Desk Lamp", "Bookshelf", "Side Table", "Stool", "Armchair", "Mirror", "Clock", "Vase", "Bowl", "Tray",
        "Basket", "Rug", "Cushion", "Throw", "Planter", "Candle Holder", "Coat Rack", "Bench", "Picture Frame",
                "Mug Set",
        "Cutting Board", "Serving Plate", "Teapot", "Storage Box", "Wall Hook"
    };
    private static final String[] SIZES = {"Small", "Large"};

    private Catalog() {}

    /** The id of the product of a rank; rank 0 is the most popular. */
    static long idOfRank(int rank) {
        return 1 + (long) rank * SPREAD % SIZE;
    }

    /** Every id, the most popular first. */
    static LongStream idsByRank() {
        return LongStream.range(0, SIZE).map(rank -> idOfRank((int) rank));
    }

    /** Every row as it is at first, by id. */
    static Stream<Product> products() {
        SplittableRandom random = new SplittableRandom(7);
        return LongStream.rangeClosed(1, SIZE).mapToObj(id -> {
            long price = 100 * random.nextLong(5, 400) + 90;
            return new Product(id, name((int) id - 1), price, random.nextInt(500), 1);
        });
    }

    private static String name(int index) {
        int style = index % STYLES.length;
        int material = index / STYLES.length % MATERIALS.length;
        int thing = index / (STYLES.length * MATERIALS.length) % THINGS.length;
        int size = index / (STYLES.length * MATERIALS.length * THINGS.length);
        return STYLES[style] + " " + MATERIALS[material] + " " + THINGS[thing] + ", " + SIZES[size];
    }
}

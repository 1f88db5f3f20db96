package io.twofold.benchmarks.compare;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A value as services cache them, with ten fields. Its fields are public and can change so that every codec knows it. */
@SuppressWarnings("serial") // the containers that it is made with can be serialized
public final class Article implements Serializable {
    private static final long serialVersionUID = 1;

    /** Its number. */
    public long id;
    /** What the warehouse calls it. */
    public String sku = "";
    /** What customers call it. */
    public String name = "";
    /** For its page. */
    public String description = "";
    /** With cents. */
    public BigDecimal price = BigDecimal.ZERO;
    /** How many there are. */
    public int stock;
    /** Whether it is sold. */
    public boolean active;
    /** Where it is in its life. */
    public Status status = Status.NEW;
    /** What it is found by. */
    public List<String> labels = new ArrayList<>();
    /** What is known of it. */
    public Map<String, String> attributes = new HashMap<>();

    /** Where an article is in its life. */
    public enum Status {
        /** Not sold yet. */
        NEW,
        /** Sold. */
        LISTED,
        /** Sold no more. */
        RETIRED
    }

    /** One of many. */
    static Article numbered(int number) {
        Article article = new Article();
        article.id = 1_000_000L + number;
        article.sku = "SKU-" + (70_000 + number);
        article.name = "Walking boots, waterproof, " + number;
        article.description =
                "Light boots for wet paths: a sole that holds on stone, a shaft that keeps the water out, and"
                        + " laces that stay tied. Article " + number;
        article.price = BigDecimal.valueOf(8_995 + number, 2);
        article.stock = 30 + number;
        article.active = true;
        article.status = Status.LISTED;
        article.labels.addAll(List.of("outdoor", "boots", "winter"));
        article.attributes.putAll(Map.of("color", "brown", "sole", "rubber", "weight", "620 g"));
        return article;
    }
}

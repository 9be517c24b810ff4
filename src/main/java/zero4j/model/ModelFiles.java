package zero4j.model;

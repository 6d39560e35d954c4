/** Knowledge graph. How things connect: entities, typed and dated relationships, paths, clusters, spreading activation. */
export {}

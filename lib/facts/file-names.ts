/** The files that the commands read in the working directory, if they exist. */
export const PROJECT_FILE = "scw-containers.yaml";
export const REVIEW_CONFIG_FILE = "scw-review.yaml";

// The services that `npm run synth` synthesizes: each one is a class in stacks/.
import "../../stacks/main";

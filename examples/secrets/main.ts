import { App } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { IamApiKey } from "cdktf-scaleway-containers/provider/iam-api-key";
import { IamApplication } from "cdktf-scaleway-containers/provider/iam-application";

const app = new App();
const stack = new ScalewayStack(app, "mailer", { region: "fr-par" });
const application = new IamApplication(stack, "mailer-application", { name: "mailer" });
const key = new IamApiKey(stack, "mailer-key", { applicationId: application.id });

// #region sources
const mailer = new ServerlessContainer(stack, "mailer", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/mailer:v2"),
  privacy: "private",
  secretEnvironmentVariables: {
    // A sensitive Terraform variable: its value comes from TF_VAR_smtp_password.
    SMTP_PASSWORD: SecretValue.variable("smtp_password"),
    // Scaleway Secret Manager, read at every plan and apply.
    SIGNING_KEY: SecretValue.secretManager("mail-signing-key"),
    DKIM_KEY: SecretValue.secretManager("dkim", { path: "/mail", revision: "3" }),
    // An attribute of another resource, or text around one.
    API_SECRET_KEY: SecretValue.reference(key.secretKey),
    API_LOGIN: SecretValue.reference(`${key.accessKey}:${key.secretKey}`),
  },
});
mailer.addSecret("WEBHOOK_TOKEN", SecretValue.variable("webhook_token"));
// #endregion

app.synth();
